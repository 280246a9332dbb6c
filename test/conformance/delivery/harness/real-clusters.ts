import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTROL_PLANE_PROGRAMS } from '../../control-plane';
import { KubeAnswer, KubeClient } from '../../kube-client';
import { TypeScriptProcess } from '../../mesh/harness/process/typescript-process';
import type { ClusterAccess, DeliveryApi } from './delivery-process';

/** Programs that clusters are made of. */
export const CLUSTER_PROGRAMS: readonly string[] = [
  ...CONTROL_PLANE_PROGRAMS,
  'kube-controller-manager',
  'unshare',
  'ip',
];

export interface RealCluster {
  readonly name: string;
  readonly access: ClusterAccess;
  readonly api: KubeClient;
}

/**
 * Control planes and the GitOps controllers that write to them, in a process with a network of its own: nothing outside
 * reaches them, they reach nothing outside, and all of them end with the process.
 */
export class RealClusters<Name extends string = string> {
  private constructor(
    private readonly process: TypeScriptProcess<DeliveryApi>,
    /** Takes logs, and all that the controllers read. */
    readonly folder: string,
    private readonly clusters: ReadonlyMap<Name, RealCluster>,
  ) {}

  static async start<Name extends string>(names: readonly Name[]): Promise<RealClusters<Name>> {
    const folder = mkdtempSync(join(tmpdir(), 'delivery-'));
    const log = join(folder, 'delivery.log');
    const unshared = ['--user', '--map-root-user', '--net'];
    const process = TypeScriptProcess.start<DeliveryApi>(unshared, join(__dirname, 'delivery-process.ts'), log);
    const start = async (name: Name): Promise<[Name, RealCluster]> => {
      const access = await process.call('startCluster', name, join(folder, `${name}-controllers.log`));
      return [name, { name, access, api: new KubeClient((request) => process.call('send', name, request)) }];
    };
    try {
      return new RealClusters(process, folder, new Map(await Promise.all(names.map(start))));
    } catch (error) {
      await process.stop();
      const said = readFileSync(log, 'utf8');
      throw new Error(`the clusters did not start, see the logs in ${folder}:\n${said}`, { cause: error });
    }
  }

  cluster(name: Name): RealCluster {
    return this.clusters.get(name)!;
  }

  /**
   * Runs lines of a shell as an administrator of a cluster, up to the first that fails.
   *
   * @returns what they print
   * @throws Error with what they have printed when one fails
   */
  async run(on: Name, lines: string, folder: string): Promise<string> {
    return this.process.call('run', on, lines, folder, this.folder);
  }

  async startArgoCd(on: Name): Promise<void> {
    await this.process.call('startArgoCd', on, this.newFolder('argo-cd'));
  }

  /** @returns where the API of Argo CD is served, in the network of the clusters */
  async startArgoCdApi(): Promise<string> {
    return this.process.call('startArgoCdApi');
  }

  /** Sends a GET to a server in the network of the clusters; undefined where nobody answers. */
  async fetch(url: string, authorization: string): Promise<KubeAnswer | undefined> {
    return this.process.call('fetch', url, authorization);
  }

  /** @returns where what is put into the folder of artifacts is served */
  async startFlux(on: Name, artifacts: string): Promise<string> {
    return this.process.call('startFlux', on, this.newFolder('flux'), artifacts);
  }

  newFolder(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    return folder;
  }

  async stop(): Promise<void> {
    await this.process.call('stop');
    await this.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
