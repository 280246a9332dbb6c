import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate, CertificateAuthority } from '../certificates';
import type { Network } from '../network';
import { TypeScriptProcess } from '../process/typescript-process';
import { APPLICATION_PORT, type Pod } from '../scene';
import type { Application } from './application';
import { Proxy } from './proxy';
import { SecretDiscovery } from './secret-discovery';

/** A pod with its network namespace, its application and, unless it is alone, its proxy. */
export class RunningPod {
  private secrets: SecretDiscovery | undefined;
  private attached: Proxy | undefined;

  private constructor(
    readonly pod: Pod,
    readonly address: string,
    readonly application: TypeScriptProcess<Application>,
  ) {}

  static async start(pod: Pod, address: string, context: PodContext): Promise<RunningPod> {
    const folder = join(context.folder, pod.name);
    mkdirSync(folder);
    const application = TypeScriptProcess.start<Application>(
      ['--net'],
      join(__dirname, 'application.ts'),
      join(folder, 'application.log'),
    );
    const running = new RunningPod(pod, address, application);
    try {
      await running.run(folder, context);
      return running;
    } catch (error) {
      await running.stop();
      throw error;
    }
  }

  /** undefined when the pod is alone. */
  get proxy(): Proxy | undefined {
    return this.attached;
  }

  async stop(): Promise<void> {
    await this.attached?.stop();
    this.secrets?.stop();
    await this.application.stop();
  }

  private async run(folder: string, { network, authority }: PodContext): Promise<void> {
    const { name, role, hosts = [], tlsPorts = [], documents = {}, refusal, rateLimits } = this.pod;
    const { ports = role === 'gateway' ? [] : [APPLICATION_PORT] } = this.pod;
    const server = tlsPorts.length === 0 ? undefined : await authority.issue({ hosts });
    const tls =
      server === undefined ? [] : tlsPorts.map((port) => ({ port, certificate: server.chain, key: server.key }));
    // It has left our network namespace when it answers, not before.
    await this.application.call('serve', { pod: name, ports, tlsPorts: tls, documents, refusal, rateLimits });
    network.connect(this.application.id, this.address, role === 'sidecar');
    if (role !== 'alone') await this.attach(folder, await authority.issue(this.pod));
  }

  private async attach(folder: string, certificate: Certificate): Promise<void> {
    const { pod, address } = this;
    const secretsSocket = join(folder, 'secrets.sock');
    this.secrets = await SecretDiscovery.start(secretsSocket, certificate);
    this.attached = new Proxy(this.application.id, folder, { pod, address, certificate, secretsSocket });
  }
}

/** What a pod needs from around it. */
export interface PodContext {
  readonly network: Network;
  readonly authority: CertificateAuthority;
  /** Takes a folder for each pod. */
  readonly folder: string;
}
