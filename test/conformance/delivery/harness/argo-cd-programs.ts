import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { freePorts, LOOPBACK } from '../../free-ports';
import { programPath } from '../../programs';
import { ServerProcess } from '../../server-process';

type Component = 'repo-server' | 'application-controller' | 'applicationset-controller' | 'server';

/**
 * The parts of Argo CD that deliver. The application controller serves its metrics on all addresses, and no option says
 * otherwise: it has to run in a network of its own.
 */
export class ArgoCdPrograms {
  private constructor(
    readonly programs: ServerProcess[],
    private readonly serve: (port: number, metricsPort: number) => ServerProcess,
  ) {}

  /** @param folder takes logs and caches */
  static async start(kubeconfig: string, folder: string): Promise<ArgoCdPrograms> {
    const ports = await freePorts(['redis', 'repo', 'repoMetrics', 'metrics', 'setMetrics', 'setProbe', 'setWebhook']);
    const at = (name: keyof typeof ports): string => `${LOOPBACK}:${ports[name]}`;
    const folderOf = (name: string): string => {
      mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
      return join(folder, name);
    };
    const ssh = folderOf('ssh');
    writeFileSync(join(ssh, 'ssh_known_hosts'), '');
    const environment = {
      PATH: [dirname(programPath('kustomize')), process.env.PATH].join(delimiter),
      HOME: folderOf('home'),
      TMPDIR: folderOf('tmp'),
      KUBECONFIG: kubeconfig,
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_GNUPGHOME: folderOf('gpg'),
      ARGOCD_TLS_DATA_PATH: folderOf('tls'),
      ARGOCD_SSH_DATA_PATH: ssh,
      ARGOCD_PLUGINSOCKFILEPATH: folderOf('plugins'),
      ARGOCD_SYNC_WAVE_DELAY: '0', // a pause that only helps controllers whose health nobody can tell
    };
    const component = (name: Component, options: readonly string[]): ServerProcess =>
      new ServerProcess('argocd', options, join(folder, `${name}.log`), {
        ...environment,
        ARGOCD_BINARY_NAME: `argocd-${name}`,
      });
    const controller = ['--kubeconfig', kubeconfig, '--namespace', 'argocd', '--repo-server-plaintext'];
    const serve = (port: number, metricsPort: number): ServerProcess =>
      component('server', [
        ...['--kubeconfig', kubeconfig, '--namespace', 'argocd', '--insecure'],
        ...['--address', LOOPBACK, '--port', String(port), '--metrics-address', LOOPBACK],
        ...['--metrics-port', String(metricsPort), '--repo-server', at('repo'), '--repo-server-plaintext'],
        ...['--redis', at('redis'), '--dex-server', `http://${LOOPBACK}:1`],
      ]);
    const redis = ['--bind', LOOPBACK, '--port', String(ports.redis), '--save', '', '--appendonly', 'no'];
    const programs = [
      new ServerProcess('redis-server', redis, join(folder, 'redis.log')),
      component('repo-server', [
        ...['--address', LOOPBACK, '--port', String(ports.repo), '--disable-tls'],
        ...['--metrics-address', LOOPBACK, '--metrics-port', String(ports.repoMetrics)],
        ...['--redis', at('redis')],
      ]),
      component('application-controller', [
        ...controller,
        ...['--repo-server', at('repo'), '--redis', at('redis'), '--metrics-port', String(ports.metrics)],
        // Health that depends on the time is judged again only then, or when something changes.
        ...['--app-resync', '10', '--app-resync-jitter', '0'],
      ]),
      component('applicationset-controller', [
        ...controller,
        ...['--argocd-repo-server', at('repo'), '--metrics-addr', at('setMetrics')],
        ...['--probe-addr', at('setProbe'), '--webhook-addr', at('setWebhook'), '--enable-progressive-syncs'],
      ]),
    ];
    return new ArgoCdPrograms(programs, serve);
  }

  /**
   * Starts the API that people and workflows ask, which delivery does without.
   *
   * @returns where it is served
   */
  async startApi(): Promise<string> {
    const { api, metrics } = await freePorts(['api', 'metrics']);
    this.programs.push(this.serve(api, metrics));
    return `http://${LOOPBACK}:${api}`;
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((server) => server.stop()));
  }
}
