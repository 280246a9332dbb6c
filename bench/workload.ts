import type { AuthorizationPolicyProps } from '../imports/security.istio.io';
import type { DestinationRuleProps, VirtualServiceProps } from '../imports/networking.istio.io';

/** What one environment of the workload has other than the next. */
export interface Settings {
  readonly name: string;
  /** Percent of the traffic for the stable version; the rest is the canary's. */
  readonly stable: number;
  readonly timeout: string;
  readonly maxConnections: number;
}

export const ENVIRONMENTS: readonly Settings[] = [
  { name: 'dev', stable: 50, timeout: '5s', maxConnections: 50 },
  { name: 'staging', stable: 80, timeout: '3s', maxConnections: 100 },
  { name: 'prod', stable: 95, timeout: '2s', maxConnections: 200 },
];

export const PORT = 8080;

export function serviceNames(services: number): string[] {
  return Array.from({ length: services }, (_, i) => `svc-${String(i).padStart(5, '0')}`);
}

export function namespaceOf({ name }: Settings): string {
  return `apps-${name}`;
}

/** What every object of an environment carries: the labels that our environments set, so that all peers set the same. */
export function environmentLabels({ name }: Settings): Record<string, string> {
  return { 'app.kubernetes.io/managed-by': 'gitops', environment: name, 'istio.io/config-source': 'git' };
}

export function serviceLabels(service: string): Record<string, string> {
  return { 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': 'shop' };
}

export function destinationRule(service: string, { maxConnections }: Settings): Required<DestinationRuleProps>['spec'] {
  return {
    host: service,
    subsets: ['stable', 'canary'].map((version) => ({ labels: { version }, name: version })),
    trafficPolicy: {
      connectionPool: {
        http: { http2MaxRequests: 1000, maxRequestsPerConnection: 100 },
        tcp: { connectTimeout: '2s', maxConnections },
      },
      loadBalancer: { simple: 'LEAST_REQUEST' },
      outlierDetection: {
        baseEjectionTime: '30s',
        consecutive5xxErrors: 5,
        interval: '10s',
        maxEjectionPercent: 50,
      },
    },
  };
}

export function virtualService(service: string, { stable, timeout }: Settings): Required<VirtualServiceProps>['spec'] {
  const destination = (subset: string) => ({ host: service, port: { number: PORT }, subset });
  const retries = () => ({ attempts: 3, perTryTimeout: '2s', retryOn: '5xx,reset,connect-failure' });
  return {
    hosts: [service],
    http: [
      {
        match: [{ headers: { 'x-canary': { exact: 'true' } } }],
        name: 'canary-header',
        retries: retries(),
        route: [{ destination: destination('canary') }],
        timeout,
      },
      {
        name: 'weighted',
        retries: retries(),
        route: [
          { destination: destination('stable'), weight: stable },
          { destination: destination('canary'), weight: 100 - stable },
        ],
        timeout,
      },
    ],
  };
}

export function authorizationPolicy(service: string): Required<AuthorizationPolicyProps>['spec'] {
  return {
    action: 'ALLOW',
    rules: [
      {
        from: [
          { source: { principals: ['cluster.local/ns/istio-ingress/sa/gateway'] } },
          { source: { namespaces: ['monitoring'] } },
        ],
        to: [{ operation: { methods: ['GET', 'POST'], paths: ['/api/*', '/healthz'] } }],
      },
    ],
    selector: { matchLabels: { 'app.kubernetes.io/name': service } },
  };
}

/** The objects of one service: what every peer has to give, written without any of them. */
export function objectsOf(service: string, settings: Settings): object[] {
  const object = (group: string, kind: string, spec: unknown): object => ({
    apiVersion: `${group}/v1`,
    kind,
    metadata: {
      labels: { ...serviceLabels(service), ...environmentLabels(settings) },
      name: service,
      namespace: namespaceOf(settings),
    },
    spec,
  });
  return [
    object('networking.istio.io', 'DestinationRule', destinationRule(service, settings)),
    object('networking.istio.io', 'VirtualService', virtualService(service, settings)),
    object('security.istio.io', 'AuthorizationPolicy', authorizationPolicy(service)),
  ];
}

/** All objects of the workload. */
export function* workload(services: number): Generator<object> {
  for (const settings of ENVIRONMENTS)
    for (const service of serviceNames(services)) yield* objectsOf(service, settings);
}
