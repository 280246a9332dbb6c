import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, LOOPBACK } from './free-ports';
import { ServerProcess } from './server-process';
import { until } from './until';

/** Programs that a {@link ControlPlane} runs. */
export const CONTROL_PLANE_PROGRAMS: readonly string[] = ['etcd', 'kube-apiserver'];

/** etcd and a Kubernetes API server on loopback, without controllers: it stores objects and checks them, no more. */
export class ControlPlane {
  private constructor(
    private readonly port: number,
    /** Identifies an administrator. */
    readonly token: string,
    private readonly folder: string,
    private readonly servers: readonly ServerProcess[],
  ) {}

  /** Starts both programs; the API server answers a little later. */
  static async start(): Promise<ControlPlane> {
    const { api, client: clientPort, peer: peerPort } = await freePorts(['api', 'client', 'peer']);
    const folder = mkdtempSync(join(tmpdir(), 'control-plane-'));
    const token = randomUUID();
    const tokens = join(folder, 'tokens.csv');
    const key = join(folder, 'service-account.pem');
    writeFileSync(tokens, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
    writeFileSync(key, privateKey(), { mode: 0o600 });

    const client = `http://${LOOPBACK}:${clientPort}`;
    const peer = `http://${LOOPBACK}:${peerPort}`;
    const etcd = [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync',
    ];
    const apiServer = [
      `--etcd-servers=${client}`,
      `--bind-address=${LOOPBACK}`,
      `--advertise-address=${LOOPBACK}`,
      `--secure-port=${api}`,
      `--cert-dir=${folder}`, // for a certificate that it signs itself
      `--token-auth-file=${tokens}`,
      '--authorization-mode=AlwaysAllow',
      '--anonymous-auth=false',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-signing-key-file=${key}`,
      `--service-account-key-file=${key}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--endpoint-reconciler-type=none',
      '--enable-priority-and-fairness=false',
    ];
    const servers = [
      new ServerProcess('etcd', etcd, join(folder, 'etcd.log')),
      new ServerProcess('kube-apiserver', apiServer, join(folder, 'kube-apiserver.log')),
    ];
    return new ControlPlane(api, token, folder, servers);
  }

  /** URL of the API server. */
  get url(): string {
    return `https://${LOOPBACK}:${this.port}`;
  }

  /** The certificate that the API server made for itself. */
  async certificate(): Promise<Buffer> {
    await this.until('certificate', () => existsSync(this.certificateFile));
    return readFileSync(this.certificateFile);
  }

  /** Writes a file by which programs find the API server, as its administrator. */
  kubeconfig(): string {
    const file = join(this.folder, 'kubeconfig');
    const name = 'control-plane';
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server: this.url, 'certificate-authority': this.certificateFile } }],
      users: [{ name, user: { token: this.token } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      'current-context': name,
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  /**
   * Waits for something that the servers do.
   *
   * @throws Error with the end of their logs when it doesn't happen, or can't any more
   */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const happened = await until(() => this.servers.some((server) => server.hasEnded) || isSo());
    if (happened && this.servers.every((server) => !server.hasEnded)) return;
    const logs = this.servers.map((server) => server.endOfLog());
    throw new Error([`${CONTROL_PLANE_PROGRAMS.join(' and ')} gave no ${what}`, ...logs].join('\n\n'));
  }

  private get certificateFile(): string {
    return join(this.folder, 'apiserver.crt');
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function privateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
