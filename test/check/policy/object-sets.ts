import fc from 'fast-check';
import { canonicalObject, manifestOf } from '../../../src/model/manifest';
import { ManifestSet } from '../../../src/model/manifest-set';
import type { PolicyParameters } from '../../../src/model/policy-parameters';
import { documents } from '../../fixtures/manifests';

/** Few names, so that objects meet. */
const namespace = fc.constantFrom('shop', 'blog', 'istio-system', undefined);
const name = fc.constantFrom('shop', 'edge', 'edge', 'istio');
const host = fc.constantFrom(
  'api',
  'web',
  'shop.shop.svc.cluster.local',
  'api.partner.example',
  '*.partner.example',
  '*.example',
  'shop.example.com',
  '*',
  'blog/api.partner.example',
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 5 });
const some = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
/** Fields that may be absent, and now and then are of another type than Istio has. */
const fields = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(
    Object.fromEntries(
      Object.entries<fc.Arbitrary<unknown>>(model).map(([field, values]) => [
        field,
        fc.oneof({ weight: 60, arbitrary: maybe(values) }, { weight: 1, arbitrary: MISFIT }),
      ]),
    ),
  );
const MISFIT = fc.constantFrom<unknown>(null, 7, 'text', true, [], {}, ['text'], { key: 'value' });

const labels = fc.constantFrom({ istio: 'edge' }, { app: 'shop' }, { app: 'api', tier: 'web' }, {});
const destination = fields({ host });
const httpRoute = fields({
  route: some(fields({ destination })),
  timeout: fc.constantFrom('0s', '10s', '0.5s'),
  retries: fields({ attempts: fc.constantFrom(0, 2) }),
  redirect: fc.constant({ uri: '/' }),
  delegate: fc.constant({ name: 'shop' }),
  mirror: destination,
  mirrors: some(fields({ destination })),
});
const tls = fields({
  mode: fc.constantFrom('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
  sni: fc.constantFrom('', 'api.partner.example'),
  insecureSkipVerify: fc.boolean(),
  subjectAltNames: some(host),
});
const outlierDetection = fields({
  consecutive5xxErrors: fc.constantFrom(0, 5),
  consecutiveGatewayErrors: fc.constantFrom(0, 5),
  splitExternalLocalOriginErrors: fc.boolean(),
});
const trafficPolicy = fields({
  tls,
  outlierDetection,
  portLevelSettings: some(fields({ port: fc.constant({ number: 443 }), tls, outlierDetection })),
});
const mtls = fields({ mode: fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET') });
const type = fc.constantFrom(
  'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
  'envoy.extensions.filters.http.lua.v3.Lua',
);
const reference = fc.constantFrom('edge', 'edge', 'istio-system/edge', 'shop/edge', 'mesh');

const KINDS: readonly (readonly [apiVersion: string, kind: string, content: fc.Arbitrary<object>])[] = [
  [
    'networking.istio.io/v1',
    'VirtualService',
    spec({
      hosts: some(host),
      gateways: some(reference),
      http: some(httpRoute),
      tcp: some(fields({ route: some(fields({ destination })) })),
      tls: some(fields({ route: some(fields({ destination })) })),
    }),
  ],
  [
    'networking.istio.io/v1beta1',
    'DestinationRule',
    spec({
      host,
      trafficPolicy,
      subsets: some(fields({ name, trafficPolicy })),
    }),
  ],
  [
    'networking.istio.io/v1',
    'ServiceEntry',
    spec({
      hosts: some(host),
      location: fc.constantFrom('MESH_EXTERNAL', 'MESH_INTERNAL'),
      addresses: some(fc.constantFrom('0.0.0.0/0', '10.0.0.0/8')),
      ports: some(fields({ number: fc.constantFrom(80, 443), protocol: fc.constantFrom('HTTP', 'https', 'TLS') })),
      subjectAltNames: some(host),
    }),
  ],
  [
    'networking.istio.io/v1',
    'Gateway',
    spec({
      selector: labels,
      servers: some(
        fields({
          hosts: some(host),
          port: fields({ number: fc.constantFrom(80, 443), protocol: fc.constantFrom('HTTP', 'grpc', 'HTTPS') }),
          tls: fields({
            mode: fc.constantFrom('SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', 'PASSTHROUGH'),
            httpsRedirect: fc.boolean(),
            minProtocolVersion: fc.constantFrom('TLS_AUTO', 'TLSV1_0', 'TLSV1_2', 'TLSV1_3'),
          }),
        }),
      ),
    }),
  ],
  [
    'networking.istio.io/v1alpha3',
    'EnvoyFilter',
    spec({
      workloadSelector: fields({ labels }),
      targetRefs: fc.constant([{ kind: 'Gateway', name: 'edge' }]),
      configPatches: some(
        fields({
          patch: fields({
            operation: fc.constantFrom('MERGE', 'REMOVE', 'INSERT_FIRST'),
            value: fields({
              typed_config: fields({ '@type': type, type_url: type }),
              nested: some(fields({ '@type': type })),
            }),
          }),
        }),
      ),
    }),
  ],
  [
    'networking.istio.io/v1',
    'Sidecar',
    spec({
      outboundTrafficPolicy: fields({ mode: fc.constantFrom('ALLOW_ANY', 'REGISTRY_ONLY') }),
    }),
  ],
  [
    'security.istio.io/v1',
    'PeerAuthentication',
    spec({
      mtls,
      selector: fc.constant({ matchLabels: { app: 'shop' } }),
      portLevelMtls: fc.constantFrom({ 8080: { mode: 'DISABLE' } }, {}),
    }),
  ],
  [
    'security.istio.io/v1',
    'AuthorizationPolicy',
    spec({
      action: fc.constantFrom('ALLOW', 'DENY'),
      rules: some(
        fields({
          from: some(
            fields({
              source: fields({ principals: some(name), ipBlocks: some(fc.constantFrom('0.0.0.0/0', '10.0.0.1')) }),
            }),
          ),
          to: some(
            fields({
              operation: fields({
                methods: some(fc.constantFrom('*', 'GET')),
                paths: some(fc.constantFrom('/*', '/a')),
              }),
            }),
          ),
          when: some(fc.constant({ key: 'request.headers[x]' })),
        }),
      ),
    }),
  ],
  [
    'flagger.app/v1beta1',
    'Canary',
    spec({
      provider: fc.constantFrom('istio', 'linkerd'),
      targetRef: fields({ name }),
      service: fields({
        name,
        hosts: some(host),
        gateways: some(reference),
        timeout: fc.constant('5s'),
        retries: fc.constant({ attempts: 1 }),
        trafficPolicy,
      }),
    }),
  ],
  [
    'extensions.istio.io/v1alpha1',
    'WasmPlugin',
    spec({
      url: fc.constantFrom('file:///a.wasm', 'oci://example.com/a:1', `oci://example.com/a@sha256:${'0'.repeat(64)}`),
      sha256: fc.constantFrom('', '0'.repeat(64)),
    }),
  ],
  [
    'extensions.istio.io/v1alpha1',
    'TrafficExtension',
    spec({ wasm: fields({ url: fc.constant('oci://example.com/a:1') }) }),
  ],
  ['v1', 'Service', spec({ selector: labels })],
  [
    'v1',
    'Secret',
    fields({ data: fc.constantFrom({ key: 'dmFsdWU=' }, {}), stringData: fc.constant({ key: 'value' }) }),
  ],
  [
    'v1',
    'ConfigMap',
    fields({
      data: fields({
        mesh: fc.constantFrom('outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n', 'trustDomain: example.com\n'),
      }),
    }),
  ],
  ['apps/v1', 'Deployment', spec({ replicas: fc.nat(3) })],
];

function spec<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<object> {
  return fields({ spec: fields(model) });
}

const MEETING: readonly string[] = ['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry'];

const object: fc.Arbitrary<object> = fc.oneof(
  ...KINDS.map(([apiVersion, kind, content]) => ({
    weight: MEETING.includes(kind) ? 4 : 1,
    arbitrary: fc
      .tuple(
        fc.record({
          name,
          namespace,
          labels: fc.constantFrom({ environment: 'production' }, { environment: 'development' }, undefined),
          annotations: fc.constantFrom({ 'istio-gitops.dev/exception-reason': 'old clients' }, undefined),
        }),
        content,
      )
      .map(([metadata, rest]) => ({ apiVersion, kind, metadata, ...rest })),
  })),
);

/** Objects that are judged by others of them. */
const ACQUAINTED: readonly object[] = documents(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec: { selector: { istio: edge }, servers: [{ hosts: [shop.example.com], tls: { mode: SIMPLE } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop, labels: { environment: production } }
spec:
  hosts: [shop.example.com]
  gateways: [istio-system/edge]
  http: [{ timeout: 1s, retries: { attempts: 1 }, route: [{ destination: { host: web } }, { destination: { host: api.partner.example } }] }]
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: web, namespace: shop, labels: { environment: production } }
spec:
  targetRef: { name: web }
  service: { hosts: [shop.example.com], gateways: [istio-system/edge], trafficPolicy: { tls: { mode: DISABLE } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { tier: web } }
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: of-service, namespace: shop }
spec: { workloadSelector: { labels: { tier: web } }, configPatches: [{ patch: { value: { '@type': envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit } } }] }
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: of-gateway, namespace: istio-system }
spec: { workloadSelector: { labels: { istio: edge } }, configPatches: [{ patch: { value: { '@type': envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit } } }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partner, namespace: shop }
spec: { hosts: [api.partner.example], ports: [{ number: 80, protocol: HTTP }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: web, namespace: shop }
spec: { hosts: [web] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: partner, namespace: shop, labels: { environment: production } }
spec: { host: '*.partner.example', trafficPolicy: { outlierDetection: {}, tls: { mode: DISABLE } } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: shop, labels: { environment: production } }
spec: { host: web, trafficPolicy: { tls: { mode: DISABLE } } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: mesh, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: shop, namespace: shop }
spec: { mtls: { mode: DISABLE } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system, labels: { environment: production } }
data: { mesh: 'outboundTrafficPolicy: { mode: REGISTRY_ONLY }' }
`);

/** Sets of objects of the kinds that policies look at, with much that is wrong. */
export const objectSets: fc.Arbitrary<ManifestSet> = fc
  .tuple(fc.subarray([...ACQUAINTED]), fc.array(object, { maxLength: 12 }))
  .map((objects) => {
    const manifests = objects.flat().map((one) => manifestOf(canonicalObject(one), {}));
    return new ManifestSet('random', [...new Map(manifests.map((manifest) => [manifest.key, manifest])).values()]);
  });

export const policyParameters: fc.Arbitrary<PolicyParameters> = fc.record(
  {
    productionEnvironments: fc.constantFrom(['production'], ['production', 'development'], []),
    minimumTlsVersion: fc.constantFrom('TLSV1_2', 'TLSV1_3'),
    gatewayDomains: fc.constantFrom(['example.com'], ['partner.example', 'example'], []),
    envoyFilterTypes: fc.constantFrom(['envoy.extensions.filters.http.lua.v3.Lua'], []),
    exemptions: fc.array(
      fc.record({
        policy: fc.constantFrom('route_timeout', 'plaintext_secret', 'mutual_tls'),
        kind: fc.constantFrom('VirtualService', 'Secret', 'PeerAuthentication'),
        namespace,
        name,
        reason: fc.constantFrom('known', ' '),
      }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);
