import { freePorts, LOOPBACK } from '../../free-ports';
import { KubeApi } from '../../kube-api';
import { ServerProcess } from '../../server-process';

/** What of Kubernetes' controllers delivery needs: without them nothing that is deleted ever goes. */
const CONTROLLERS = ['namespace-controller', 'garbage-collector-controller'];

/** A control plane whose deletions come to an end. */
export class RunningCluster {
  private constructor(
    readonly api: KubeApi,
    readonly kubeconfig: string,
    private readonly controllers: ServerProcess,
  ) {}

  /** @param log takes what the controllers write */
  static async start(log: string): Promise<RunningCluster> {
    const api = await KubeApi.start();
    const { server } = api;
    const kubeconfig = server.kubeconfig();
    const { controllers } = await freePorts(['controllers']);
    const options = [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--bind-address=${LOOPBACK}`,
      `--secure-port=${controllers}`,
      '--leader-elect=false',
      `--controllers=${CONTROLLERS.join(',')}`,
    ];
    return new RunningCluster(api, kubeconfig, new ServerProcess('kube-controller-manager', options, log));
  }

  async stop(): Promise<void> {
    await this.controllers.stop();
    await this.api.stop();
  }
}
