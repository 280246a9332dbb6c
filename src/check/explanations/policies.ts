/** YAML of which a policy has something to say, and the same, mended. */
export interface PolicyExample {
  readonly bad: string;
  readonly good: string;
}

/** In production, since most policies on security hold there. */
function production(apiVersion: string, kind: string, name: string, body: string, namespace = 'shop'): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}, labels: { environment: production } }
${body}
`;
}

const TIMEOUT = 'timeout: 10s';
const RETRIES = 'retries: { attempts: 2, retryOn: "connect-failure,refused-stream" }';

const route = (...settings: readonly string[]): string =>
  production(
    'networking.istio.io/v1',
    'VirtualService',
    'cart',
    `spec:
  hosts: [cart]
  http:
    - route: [{ destination: { host: cart } }]${settings.map((setting) => `\n      ${setting}`).join('')}`,
  );

const gateway = (hosts: string, tls: string): string =>
  production(
    'networking.istio.io/v1',
    'Gateway',
    'edge',
    `spec:
  selector: { istio: ingressgateway }
  servers:
    - hosts: [${hosts}]
      port: { number: 443, name: https, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: edge${tls} }`,
    'istio-system',
  );

const externalService = production(
  'networking.istio.io/v1',
  'ServiceEntry',
  'payments',
  `spec:
  hosts: [api.payments.example]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 443, name: tls, protocol: TLS }]`,
);

const exposedRoute = production(
  'networking.istio.io/v1',
  'VirtualService',
  'shop',
  `spec:
  hosts: [shop.example.com]
  gateways: [istio-system/edge]
  http:
    - route: [{ destination: { host: shop } }]
      ${TIMEOUT}
      ${RETRIES}`,
);

const rateLimit = production(
  'networking.istio.io/v1alpha3',
  'EnvoyFilter',
  'edge-rate-limit',
  `spec:
  workloadSelector: { labels: { istio: ingressgateway } }
  priority: 10
  configPatches:
    - applyTo: HTTP_FILTER
      match: { context: GATEWAY }
      patch:
        operation: INSERT_BEFORE
        value:
          name: envoy.filters.http.local_ratelimit
          typed_config:
            '@type': type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
            stat_prefix: edge
            token_bucket: { max_tokens: 100, fill_interval: 1s }`,
  'istio-system',
);

const wasm = (digest: string): string =>
  production(
    'extensions.istio.io/v1alpha1',
    'WasmPlugin',
    'audit',
    `spec: { url: 'oci://registry.example.com/audit:1.2${digest}' }`,
  );

const destinationRule = (tls: string): string =>
  production('networking.istio.io/v1', 'DestinationRule', 'cart', `spec:\n  host: cart\n  trafficPolicy: { ${tls} }`);

const peerAuthentication = (mode: string): string =>
  production(
    'security.istio.io/v1',
    'PeerAuthentication',
    'default',
    `spec: { mtls: { mode: ${mode} } }`,
    'istio-system',
  );

const meshConfig = (mode: string): string =>
  production(
    'v1',
    'ConfigMap',
    'istio',
    `data:\n  mesh: |-\n    outboundTrafficPolicy:\n      mode: ${mode}`,
    'istio-system',
  );

const authorization = (rule: string): string =>
  production('security.istio.io/v1', 'AuthorizationPolicy', 'cart', `spec:\n  action: ALLOW\n  rules: [${rule}]`);

/** By the name of the policy; tests hold that each of ours has one, and that it says what it should. */
export const POLICY_EXAMPLES: Readonly<Record<string, PolicyExample>> = {
  allow_all: {
    bad: authorization('{}'),
    good: authorization('{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }'),
  },
  declared_egress: {
    bad: `${meshConfig('ALLOW_ANY')}---\n${peerAuthentication('STRICT')}`,
    good: `${meshConfig('REGISTRY_ONLY')}---\n${peerAuthentication('STRICT')}`,
  },
  destination_tls: {
    bad: destinationRule('tls: { mode: DISABLE }'),
    good: destinationRule('connectionPool: { tcp: { maxConnections: 100 } }'),
  },
  envoy_filter: {
    bad: rateLimit.replace('operation: INSERT_BEFORE', 'operation: REPLACE'),
    good: rateLimit,
  },
  external_circuit_breaker: {
    bad: externalService,
    good: `${externalService}---
${production(
  'networking.istio.io/v1',
  'DestinationRule',
  'payments',
  `spec:
  host: api.payments.example
  trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } }`,
)}`,
  },
  gateway_hosts: { bad: gateway("'*'", ''), good: gateway('shop.example.com', '') },
  gateway_rate_limit: {
    bad: `${gateway('shop.example.com', '')}---\n${exposedRoute}`,
    good: `${gateway('shop.example.com', '')}---\n${exposedRoute}---\n${rateLimit}`,
  },
  gateway_tls: {
    bad: gateway('shop.example.com', ', minProtocolVersion: TLSV1_0'),
    good: gateway('shop.example.com', ', minProtocolVersion: TLSV1_2'),
  },
  image_digest: { bad: wasm(''), good: wasm(`@sha256:${'0'.repeat(64)}`) },
  mutual_tls: { bad: peerAuthentication('PERMISSIVE'), good: peerAuthentication('STRICT') },
  plaintext_secret: {
    bad: production('v1', 'Secret', 'password', 'stringData: { password: hunter2 }'),
    good: production(
      'external-secrets.io/v1',
      'ExternalSecret',
      'password',
      `spec:
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  data: [{ secretKey: password, remoteRef: { key: shop/password } }]`,
    ),
  },
  route_retries: {
    bad: route(TIMEOUT),
    good: route(TIMEOUT, RETRIES),
  },
  route_timeout: { bad: route(RETRIES), good: route(TIMEOUT, RETRIES) },
};
