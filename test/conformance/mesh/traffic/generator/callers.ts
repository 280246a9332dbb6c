import fc from 'fast-check';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { AUTHORIZER, CALLERS, PODS, REFUSAL, SLICES } from '../arena';
import { istioObject } from './objects';
import { type Part, rarely, some } from './vocabulary';

/** What all of a round's meshes have in common: the mesh config, and what sidecars of callers know. */
export function surroundings(): fc.Arbitrary<readonly KubernetesObject[]> {
  return fc
    .tuple(
      meshConfig(),
      ...CALLERS.map((name) => rarely(sidecar(name), 3)),
      rarely(defaultSidecar(), 6),
      rarely(wideRule(), 3),
    )
    .map((objects) => objects.filter((object) => object !== undefined));
}

function meshConfig(): fc.Arbitrary<KubernetesObject> {
  const mode = fc.constantFrom('ALLOW_ANY', 'ALLOW_ANY', 'REGISTRY_ONLY').map((one) => ({ mode: one }));
  const normalization = fc
    .constantFrom('BASE', 'NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'DEFAULT')
    .map((one) => ({ normalization: one }));
  const authorizer = {
    service: `${AUTHORIZER}.office.svc.cluster.local`,
    port: 80,
    includeRequestHeadersInCheck: [REFUSAL],
  };
  const extensionProviders = [{ name: AUTHORIZER, envoyExtAuthzHttp: authorizer }];
  const topology = fc.constantFrom(1, 2).map((numTrustedProxies) => ({ gatewayTopology: { numTrustedProxies } }));
  const fields = {
    outboundTrafficPolicy: mode,
    pathNormalization: normalization,
    defaultConfig: topology,
    trustDomainAliases: fc.constant(['old.domain']),
  };
  return fc
    .tuple(some(fields, 0, 3), visibility(), rarely(fc.constant([]), 6))
    .map(([config, defaults, providers = extensionProviders]) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: {
        mesh: stringify({ rootNamespace: 'istio-system', extensionProviders: providers, ...defaults, ...config }),
      },
    }));
}

/** Who sees what has no `exportTo`. */
function visibility(): fc.Arbitrary<Part> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: some(
        {
          defaultVirtualServiceExportTo: fc.constantFrom(['.'], ['.', 'istio-system'], ['*'], ['~'], ['shop', 'stock']),
          defaultServiceExportTo: fc.constantFrom(['.'], ['*', '.'], ['istio-system', 'shop', 'stock']),
          defaultDestinationRuleExportTo: fc.constantFrom(['.'], ['*']),
        },
        1,
        3,
      ),
    },
  );
}

/** What is said of all services at once, where nothing is said of one. */
function wideRule(): fc.Arbitrary<KubernetesObject> {
  return fc
    .tuple(
      fc.constantFrom('shop', 'stock', 'office', 'istio-system'),
      fc.constantFrom('*.shop.svc.cluster.local', '*.svc.cluster.local', '*.local', '*.example'),
      rarely(fc.constantFrom({ tls: { mode: 'DISABLE' } }, { tls: { mode: 'ISTIO_MUTUAL' } }), 6),
      rarely(fc.constantFrom(['.'], ['shop'], ['istio-system', 'stock']), 3),
    )
    .map(([namespace, host, trafficPolicy, exportTo]) =>
      istioObject('DestinationRule', namespace, 'wide', {
        host,
        subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
        ...(trafficPolicy !== undefined && { trafficPolicy }),
        ...(exportTo !== undefined && { exportTo }),
      }),
    );
}

function sidecar(name: string): fc.Arbitrary<KubernetesObject> {
  const { namespace } = PODS.find((pod) => pod.name === name)!;
  return fc.tuple(spec(), fc.boolean()).map(([rest, isOwn]) =>
    istioObject('Sidecar', namespace, isOwn ? name : 'default', {
      ...(isOwn && { workloadSelector: { labels: { app: name } } }),
      ...rest,
    }),
  );
}

function defaultSidecar(): fc.Arbitrary<KubernetesObject> {
  return spec().map((rest) => istioObject('Sidecar', 'istio-system', 'default', rest));
}

function spec(): fc.Arbitrary<object> {
  const slice = fc.nat(SLICES - 1);
  const host = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('./*', '*/*', 'shop/*', 'stock/*', 'istio-system/*', 'office/*') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('~/*', '*/cart.shop.svc.cluster.local', 'stock/depot.stock.svc.cluster.local'),
    },
    { weight: 1, arbitrary: slice.map((n) => `*/web-${n}.shop.svc.cluster.local`) },
    { weight: 1, arbitrary: slice.map((n) => `*/*.s${n}.example`) },
  );
  const hosts = fc
    .uniqueArray(host, { minLength: 1, maxLength: 3 })
    .filter((list) => list.length === 1 || !list.includes('~/*'));
  const port = fc.constantFrom(80, 81).map((number) => ({ number, name: 'http', protocol: 'HTTP' }));
  const listener = fc
    .tuple(hosts, rarely(port, 5))
    .map(([list, own]) => ({ ...(own !== undefined && { port: own }), hosts: list }));
  return fc
    .tuple(
      fc.oneof(
        fc.tuple(listener),
        fc.tuple(hosts).map(([list]) => [{ hosts: list }]),
      ),
      rarely(fc.constantFrom('ALLOW_ANY', 'REGISTRY_ONLY'), 2),
    )
    .map(([list, mode]) => ({ egress: list, ...(mode !== undefined && { outboundTrafficPolicy: { mode } }) }));
}
