import { execFile, execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { KubeAnswer, KubeRequest } from '../../kube-client';
import { answerCalls } from '../../mesh/harness/process/remote';
import { programPath } from '../../programs';
import { ArgoCdPrograms } from './argo-cd-programs';
import { FluxPrograms } from './flux-programs';
import { RunningCluster } from './running-cluster';

/** How a program in the network of the clusters reaches one of them. */
export interface ClusterAccess {
  readonly server: string;
  readonly token: string;
  /** PEM of the authority of its certificate. */
  readonly certificate: string;
}

/** Clusters and GitOps controllers, as the process that runs them offers them. */
export interface DeliveryApi {
  startCluster(name: string, log: string): Promise<ClusterAccess>;
  send(cluster: string, request: KubeRequest): Promise<KubeAnswer>;
  /**
   * Runs lines of a shell as an administrator of a cluster, up to the first that fails.
   *
   * @param home takes what programs keep
   * @returns what they print
   */
  run(cluster: string, lines: string, folder: string, home: string): Promise<string>;
  startArgoCd(cluster: string, folder: string): Promise<void>;
  /** @returns where the API of Argo CD is served */
  startArgoCdApi(): Promise<string>;
  /** Sends a GET to a server in the network of the clusters; undefined where nobody answers. */
  fetch(url: string, authorization: string): Promise<KubeAnswer | undefined>;
  /** @returns where artifacts are served */
  startFlux(cluster: string, folder: string, artifacts: string): Promise<string>;
  stop(): Promise<void>;
}

const clusters = new Map<string, RunningCluster>();
const controllers: (ArgoCdPrograms | FluxPrograms)[] = [];

function cluster(name: string): RunningCluster {
  const cluster = clusters.get(name);
  if (cluster === undefined) throw new Error(`the cluster ${name} was not started`);
  return cluster;
}

/** @throws Error with the end of its log when a program of a controller has ended, and nobody should wait for it */
function checkControllers(): void {
  for (const program of controllers.flatMap(({ programs }) => programs)) {
    if (program.hasEnded) throw new Error(`a controller has ended:\n${program.endOfLog()}`);
  }
}

// The network is this process's own, and begins without even a loopback.
execFileSync('ip', ['link', 'set', 'lo', 'up']);

answerCalls<DeliveryApi>({
  async startCluster(name, log) {
    const started = await RunningCluster.start(log);
    clusters.set(name, started);
    const { server } = started.api;
    return { server: server.url, token: server.token, certificate: (await server.certificate()).toString() };
  },
  async send(name, request) {
    checkControllers();
    return cluster(name).api.send(request);
  },
  async run(name, lines, folder, home) {
    const PATH = [dirname(programPath('kubectl')), process.env.PATH].join(delimiter);
    const env = { ...process.env, PATH, HOME: home, KUBECONFIG: cluster(name).kubeconfig };
    const { stdout, stderr } = await promisify(execFile)('sh', ['-euc', lines], { cwd: folder, env });
    return stdout + stderr;
  },
  async startArgoCd(name, folder) {
    controllers.push(await ArgoCdPrograms.start(cluster(name).kubeconfig, folder));
  },
  async startArgoCdApi() {
    const argoCd = controllers.find((controller) => controller instanceof ArgoCdPrograms);
    if (argoCd === undefined) throw new Error('Argo CD was not started');
    return argoCd.startApi();
  },
  async fetch(url, authorization) {
    checkControllers();
    const response = await fetch(url, { headers: { authorization } }).catch(() => undefined);
    return response && { code: response.status, body: await response.json() };
  },
  async startFlux(name, folder, artifacts) {
    const flux = await FluxPrograms.start(cluster(name).kubeconfig, folder, artifacts);
    controllers.push(flux);
    return flux.url;
  },
  async stop() {
    await Promise.all(controllers.map((controller) => controller.stop()));
    await Promise.all([...clusters.values()].map((cluster) => cluster.stop()));
  },
});
