import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { programPath } from '../../programs';
import { ServerProcess } from '../../server-process';
import type { Certificate } from './certificates';
import { NODE_ADDRESS } from './network';
import { DISCOVERY_PORT } from './pod/bootstrap';

const HTTP_PORT = 15080;

const ENVIRONMENT: Readonly<Record<string, string>> = {
  POD_NAME: 'istiod',
  POD_NAMESPACE: 'istio-system',
  CLUSTER_ID: 'Kubernetes',
  // What our API server speaks.
  ISTIO_KUBE_CLIENT_CONTENT_TYPE: 'json',
  KUBE_FEATURE_WatchListClient: 'false',
  ENABLE_LEADER_ELECTION: 'false',
  // Certificates are the harness's; nobody calls webhooks.
  ENABLE_CA_SERVER: 'false',
  VALIDATION_WEBHOOK_CONFIG_NAME: '',
  INJECTION_WEBHOOK_CONFIG_NAME: '',
  // Endpoints that one proxy needs not are kept as the endpoints of all: one whose Sidecar leads to fewer ports of a service.
  PILOT_ENABLE_XDS_CACHE: 'false',
  // Filters for Istio's telemetry, which a stock Envoy does not have.
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_DISABLE_MX_ALPN: 'true',
  PILOT_ENABLE_TELEMETRY_LABEL: 'false',
  PILOT_ENDPOINT_TELEMETRY_LABEL: 'false',
};

/** Istio's control plane as it is released; it finds mesh config, services and configuration in a Kubernetes API. */
export class Istiod {
  private readonly server: ServerProcess;

  /**
   * @param api URL of the Kubernetes API
   * @param folder for its configuration and its log
   * @param debounce see {@link Scene.debounce}
   */
  constructor(
    api: string,
    { files }: Certificate,
    folder: string,
    readonly debounce = 10,
  ) {
    const kubeconfig = join(folder, 'kubeconfig.json');
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigFor(api)));
    const environment = {
      ...ENVIRONMENT,
      PILOT_DEBOUNCE_AFTER: `${debounce}ms`,
      PILOT_DEBOUNCE_MAX: `${10 * debounce}ms`,
      // It fetches key sets of JWT issuers, and trusts our authority for them.
      SSL_CERT_FILE: files.authority,
    };
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const options = [
      `--kubeconfig=${kubeconfig}`,
      '--meshConfig=/nonexistent', // so it is the ConfigMap's
      '--networksConfig=/nonexistent',
      `--caCertFile=${files.authority}`,
      `--tlsCertFile=${files.chain}`,
      `--tlsKeyFile=${files.key}`,
      `--httpAddr=127.0.0.1:${HTTP_PORT}`,
      `--secureGRPCAddr=${NODE_ADDRESS}:${DISCOVERY_PORT}`,
      '--grpcAddr=',
      '--httpsAddr=',
      '--monitoringAddr=127.0.0.1:15014',
      '--ctrlz_port=0',
    ];
    this.server = new ServerProcess(
      'env',
      [...variables, programPath('pilot-discovery'), 'discovery', ...options],
      join(folder, 'istiod.log'),
    );
  }

  get hasEnded(): boolean {
    return this.server.hasEnded;
  }

  endOfLog(): string {
    return this.server.endOfLog();
  }

  async isReady(): Promise<boolean> {
    try {
      return (await this.request('/ready')).statusCode === 200;
    } catch {
      return false; // nothing listens yet
    }
  }

  /** What each proxy was sent and how it took it. */
  async deliveries(): Promise<readonly Delivery[]> {
    const proxies = JSON.parse(await text(await this.request('/debug/syncz'))) as readonly SyncStatus[];
    return proxies.flatMap(({ proxy, resources }) =>
      Object.entries(resources).map(([type, { sent = '', acked = '', lastError }]) => ({
        proxy,
        type,
        sent,
        isTaken: acked === sent,
        refusal: lastError,
      })),
    );
  }

  /** Images of the Wasm plugins that a proxy is told to run. */
  async wasmImages(proxy: string): Promise<readonly string[]> {
    const answer = await text(await this.request(`/debug/ecdsz?proxyID=${proxy}`));
    const { configs = [] } = JSON.parse(answer) as ExtensionConfigurations;
    return configs.map(({ config }) => config.vmConfig.code.remote.httpUri.uri);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  private async request(path: string): Promise<IncomingMessage> {
    const sent = get({ host: '127.0.0.1', port: HTTP_PORT, path, agent: false });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }
}

/** The last response of a type, such as listeners, to a proxy. */
export interface Delivery {
  readonly proxy: string;
  readonly type: string;
  /** Identifies the response. */
  readonly sent: string;
  readonly isTaken: boolean;
  /** Why the proxy refused it. */
  readonly refusal: string | undefined;
}

interface ExtensionConfigurations {
  readonly configs?: readonly {
    readonly config: {
      readonly vmConfig: { readonly code: { readonly remote: { readonly httpUri: { uri: string } } } };
    };
  }[];
}

interface SyncStatus {
  readonly proxy: string;
  readonly resources: Readonly<Record<string, { sent?: string; acked?: string; lastError?: string }>>;
}

function kubeconfigFor(server: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'mesh', cluster: { server } }],
    contexts: [{ name: 'mesh', context: { cluster: 'mesh' } }],
    'current-context': 'mesh',
  };
}
