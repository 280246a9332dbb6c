import {
  argoRollouts,
  CanaryService,
  Certificate,
  Duration,
  Environment,
  IngressGateway,
  MeshNamespace,
  MeshService,
  PeerAuthentication,
  seconds,
} from '../../../src';

/** What commits of the tests change. */
export interface ShopProps {
  /** @default 5 s */
  readonly timeout?: Duration;
  /** Of the gateway. @default '*.example.com' */
  readonly host?: string;
  /** @default true */
  readonly hasGateway?: boolean;
  /** @default true */
  readonly hasCart?: boolean;
  /** Of the namespace, besides those that it needs. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default nothing */
  readonly more?: (environment: Environment) => void;
}

/**
 * A small environment with something of each tier, in a namespace of its own, so that many environments fit on one
 * cluster. Argo Rollouts moves the weights of its `api`.
 */
export function shop(env: Environment, props: ShopProps = {}): void {
  const { timeout = seconds(5), host = '*.example.com', hasGateway = true, hasCart = true, labels, more } = props;
  const namespace = env.name;
  new MeshNamespace(env, namespace, { revision: env.revision, labels });
  new PeerAuthentication(env, 'default', { namespace, mode: 'STRICT' });
  const api = new CanaryService(env, 'api', {
    namespace,
    port: 80,
    timeout,
    create: ['Service', 'ServiceAccount'],
    progressiveDelivery: argoRollouts({ prometheus: 'http://prometheus.monitoring:9090', failedChecks: 3 }),
  });
  if (hasGateway) {
    const edge = new IngressGateway(env, 'edge', {
      hosts: [host],
      tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('edge-tls') },
      workload: { namespace, labels: { istio: 'edge' }, serviceAccount: 'edge' },
    });
    edge.expose(api, { host: 'api.example.com' });
  }
  if (hasCart) new MeshService(env, 'cart', { namespace, port: 80, timeout }).mayCall(api);
  more?.(env);
}
