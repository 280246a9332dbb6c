import { JsonPatch } from 'cdk8s';
import type { KubernetesObject } from '../../src/model/identity';

/** A change to an environment of the sample that a policy has to notice. */
export interface Provocation {
  readonly environment: 'development' | 'production';
  /** What the environment does then. */
  readonly does: string;
  readonly policy: string;
  /** What the policy says, in part. */
  readonly says: string;
  readonly provoke: (objects: readonly KubernetesObject[]) => readonly KubernetesObject[];
}

/** Each is of another object or field, so that all of them can be made at once. */
export const PROVOCATIONS: readonly Provocation[] = [
  {
    environment: 'production',
    does: 'has a route without a timeout',
    policy: 'route_timeout',
    says: 'VirtualService default/backend, /spec/http/0: ',
    provoke: changing('VirtualService', 'backend', JsonPatch.remove('/spec/http/0/timeout')),
  },
  {
    environment: 'development',
    does: 'lets Flagger make a route without a timeout',
    policy: 'route_timeout',
    says: 'Canary default/api-service, /spec/service: ',
    provoke: changing('Canary', 'api-service', JsonPatch.remove('/spec/service/timeout')),
  },
  {
    environment: 'production',
    does: 'has a route that leaves retries to defaults',
    policy: 'route_retries',
    says: 'VirtualService default/api-service, /spec/http/1: ',
    provoke: changing('VirtualService', 'api-service', JsonPatch.remove('/spec/http/1/retries')),
  },
  {
    environment: 'production',
    does: 'admits everybody to a service',
    policy: 'allow_all',
    says: 'AuthorizationPolicy default/backend, /spec/rules/0: ',
    provoke: changing('AuthorizationPolicy', 'backend', JsonPatch.replace('/spec/rules/0', { from: [{}] })),
  },
  {
    environment: 'production',
    does: 'calls a provider without a circuit breaker',
    policy: 'external_circuit_breaker',
    says: 'DestinationRule default/payments, /spec/trafficPolicy: ',
    provoke: changing('DestinationRule', 'payments', JsonPatch.remove('/spec/trafficPolicy/outlierDetection')),
  },
  {
    environment: 'production',
    does: 'limits no rate',
    policy: 'gateway_rate_limit',
    says: 'VirtualService default/web-app, /spec/gateways/0: nothing limits',
    provoke: (objects) => objects.filter(({ kind }) => kind !== 'EnvoyFilter'),
  },
  {
    environment: 'production',
    does: 'takes the certificate of any name for that of a provider',
    policy: 'destination_tls',
    says: 'DestinationRule default/payments, /spec/trafficPolicy/tls/sni: ',
    provoke: changing('DestinationRule', 'payments', JsonPatch.remove('/spec/trafficPolicy/tls/subjectAltNames')),
  },
  {
    environment: 'production',
    does: 'sends plain text to a service',
    policy: 'destination_tls',
    says: 'leave as plain text, which its workloads refuse',
    provoke: changing('DestinationRule', 'frontend', JsonPatch.add('/spec/trafficPolicy/tls', { mode: 'DISABLE' })),
  },
  {
    environment: 'production',
    does: 'lets workloads take plain text',
    policy: 'mutual_tls',
    says: 'PeerAuthentication default/legacy, /spec/mtls/mode: ',
    // Beside the one of the mesh, so that plain text is still refused there.
    provoke: (objects) => [...objects, PERMISSIVE],
  },
  {
    environment: 'production',
    does: 'runs a Wasm module by its tag',
    policy: 'image_digest',
    says: 'WasmPlugin istio-system/security-headers, /spec/url: ',
    provoke: changing(
      'WasmPlugin',
      'security-headers',
      JsonPatch.replace('/spec/url', 'oci://ghcr.io/your-org/headers'),
    ),
  },
  {
    environment: 'production',
    does: 'serves any host',
    policy: 'gateway_hosts',
    says: 'Gateway istio-system/main-gateway, /spec/servers/0/hosts/0: ',
    provoke: changing('Gateway', 'main-gateway', JsonPatch.replace('/spec/servers/0/hosts', ['*'])),
  },
  {
    environment: 'production',
    does: 'speaks old TLS',
    policy: 'gateway_tls',
    says: 'clients may speak TLSV1_1, older than TLSV1_2',
    provoke: changing(
      'Gateway',
      'main-gateway',
      JsonPatch.replace('/spec/servers/0/tls/minProtocolVersion', 'TLSV1_1'),
    ),
  },
  {
    environment: 'production',
    does: 'serves plain HTTP',
    policy: 'gateway_tls',
    says: 'port 80 takes requests as plain text',
    provoke: changing('Gateway', 'main-gateway', JsonPatch.remove('/spec/servers/1/tls')),
  },
  {
    environment: 'production',
    does: 'lets workloads call any address',
    policy: 'declared_egress',
    says: 'ConfigMap istio-system/istio, /data/mesh: ',
    provoke: changing('ConfigMap', 'istio', JsonPatch.replace('/data/mesh', 'trustDomain: cluster.local\n')),
  },
  {
    environment: 'production',
    does: 'lets one service call any address',
    policy: 'declared_egress',
    says: 'Sidecar default/web-app, /spec/outboundTrafficPolicy/mode: ',
    provoke: changing('Sidecar', 'web-app', JsonPatch.add('/spec/outboundTrafficPolicy', { mode: 'ALLOW_ANY' })),
  },
  {
    environment: 'production',
    does: 'holds a Secret',
    policy: 'plaintext_secret',
    says: 'Secret default/tls, /data: ',
    provoke: (objects) => [
      ...objects,
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls', namespace: 'default' }, data: { key: 'c2VjcmV0' } },
    ],
  },
  {
    environment: 'production',
    does: 'configures Envoy by hand',
    policy: 'envoy_filter',
    says: 'envoy.extensions.filters.http.lua.v3.Lua is none of the extensions',
    provoke: (objects) => [...objects, LUA],
  },
];

const PERMISSIVE: KubernetesObject = {
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'legacy', namespace: 'default', labels: { environment: 'production' } },
  spec: { selector: { matchLabels: { app: 'legacy' } }, mtls: { mode: 'PERMISSIVE' } },
};

const LUA: KubernetesObject = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'lua', namespace: 'istio-system' },
  spec: {
    configPatches: [
      {
        applyTo: 'HTTP_FILTER',
        patch: {
          operation: 'INSERT_FIRST',
          value: {
            typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua', inline_code: '' },
          },
        },
      },
    ],
  },
};

/** @throws Error when there is no such object, or not one, or it has not what is to be changed */
function changing(kind: string, name: string, patch: JsonPatch): Provocation['provoke'] {
  return (objects) => {
    const isMeant = (object: KubernetesObject): boolean => object.kind === kind && object.metadata.name === name;
    const count = objects.filter(isMeant).length;
    if (count !== 1) throw new Error(`${count} objects are ${kind} ${name}`);
    return objects.map((object) => (isMeant(object) ? (JsonPatch.apply(object, patch) as KubernetesObject) : object));
  };
}
