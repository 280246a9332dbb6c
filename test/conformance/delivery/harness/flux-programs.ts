import { once } from 'node:events';
import { createReadStream, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { freePorts, LOOPBACK } from '../../free-ports';
import { ServerProcess } from '../../server-process';

/** kustomize-controller, and of the source controller only what serves its artifacts. */
export class FluxPrograms {
  private constructor(
    private readonly controller: ServerProcess,
    private readonly artifacts: Server,
  ) {}

  /**
   * @param folder takes the log
   * @param artifacts folder of what is served
   */
  static async start(kubeconfig: string, folder: string, artifacts: string): Promise<FluxPrograms> {
    const server = createServer(({ url = '/' }, response) => {
      createReadStream(join(artifacts, basename(url)))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
    }).listen(0, LOOPBACK);
    await once(server, 'listening');
    const ports = await freePorts(['metrics', 'health']);
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary, { recursive: true });
    const options = [
      `--metrics-addr=${LOOPBACK}:${ports.metrics}`,
      `--health-addr=${LOOPBACK}:${ports.health}`,
      '--enable-leader-election=false',
      '--requeue-dependency=1s',
      ...['--concurrent=16', '--kube-api-qps=500', '--kube-api-burst=1000'],
    ];
    const environment = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system', TMPDIR: temporary };
    const log = join(folder, 'kustomize-controller.log');
    return new FluxPrograms(new ServerProcess('kustomize-controller', options, log, environment), server);
  }

  /** Where artifacts are. */
  get url(): string {
    return `http://${LOOPBACK}:${(this.artifacts.address() as AddressInfo).port}`;
  }

  get programs(): readonly ServerProcess[] {
    return [this.controller];
  }

  async stop(): Promise<void> {
    await this.controller.stop();
    this.artifacts.close();
    this.artifacts.closeAllConnections();
  }
}
