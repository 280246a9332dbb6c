import fc from 'fast-check';
import { exportTo, external, few, host, mistake, one, virtualService } from './analysis-virtual-services';

/** Makes the objects of a mesh, in namespaces and for hosts that begin with a name. */
export type MakeMesh = (mesh: string) => object[];

type Make = (mesh: string, index: number) => object;

const NETWORKING = 'networking.istio.io/v1';

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

/** Puts the name of the mesh where a `$` stands for it. */
const own = (mesh: string, value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('$', mesh));

const namespace = one('$-a', '$-b');

const server = fc.record({
  port: fc.record({
    number: one(80, 443, 443, 0),
    name: one('a', 'b', 'c', 'd'),
    protocol: one('HTTP', 'HTTPS', 'TLS', 'TCP', 'SMTP'),
  }),
  hosts: few(
    fc.oneof(
      { weight: 6, arbitrary: external },
      { weight: 2, arbitrary: one('*', './x.$.example', '$-a/*', '*/y.$.example') },
      { weight: 1, arbitrary: one('short', 'A_b/c.d') },
    ),
    2,
  ),
  tls: maybe(
    one<object>(
      { mode: 'SIMPLE', credentialName: 'cert' },
      { mode: 'SIMPLE', credentialName: 'cert-$' },
      { mode: 'PASSTHROUGH' },
      { mode: 'MUTUAL' },
      { mode: 'SIMPLE', serverCertificate: '/a', privateKey: '/b' },
      { httpsRedirect: true },
      { mode: 'ISTIO_MUTUAL', credentialName: 'x' },
    ),
  ),
});
const gateway = fc.record({ selector: one({ istio: '$' }, { istio: '$', tier: 'a' }), servers: few(server, 2) });

const policy = fc.record(
  {
    tls: one(
      { mode: 'SIMPLE' },
      { mode: 'SIMPLE', caCertificates: 'system' },
      { mode: 'MUTUAL' },
      { mode: 'ISTIO_MUTUAL' },
      { mode: 'DISABLE' },
      { mode: 'SIMPLE', credentialName: 'x', caCertificates: '/a' },
    ),
    connectionPool: one(
      { tcp: { maxConnections: 1 } },
      {},
      { http: { maxRetries: -1 } },
      { tcp: { connectTimeout: '1.5ms' } },
    ),
    outlierDetection: one(
      { consecutive5xxErrors: 5 },
      { consecutiveLocalOriginFailures: 5 },
      { maxEjectionPercent: 200 },
    ),
    loadBalancer: one(
      { simple: 'RANDOM' },
      { consistentHash: { useSourceIp: true, minimumRingSize: 5 } },
      { localityLbSetting: { failover: [{ from: 'a', to: 'a' }] } },
      { localityLbSetting: { distribute: [{ from: 'a', to: { b: 50 } }] } },
    ),
  },
  { requiredKeys: [] },
);
const destinationRule = fc.record(
  {
    host,
    exportTo,
    trafficPolicy: policy,
    subsets: few(fc.record({ name: one('v1', 'v1', 'v2', 'V'), labels: one({ version: 'v1' }, { 'a b': 'c' }) })),
  },
  { requiredKeys: ['host'] },
);
/** What istioctl says of subsets of wildcards is a false alarm that analysis.test.ts has an example of. */
const comparableRule = destinationRule.map(({ subsets, ...others }) => ({
  ...others,
  ...(!others.host.startsWith('*') && { subsets }),
}));
const portLevel = fc.record({
  port: fc.record({ number: one(80, 443) }),
  tls: one({ mode: 'SIMPLE' }, { mode: 'MUTUAL' }, { mode: 'DISABLE' }),
});

const serviceEntry = fc.record(
  {
    hosts: few(fc.oneof({ weight: 6, arbitrary: external }, { weight: 1, arbitrary: mistake }), 2),
    exportTo,
    addresses: one(['10.0.0.1'], ['10.0.0.0/8'], ['x']),
    resolution: one('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN'),
    ports: few(
      fc.record({
        number: one(80, 443, 5432, 0),
        name: one('a', 'b', 'A_b'),
        protocol: one('HTTP', 'HTTPS', 'TLS', 'TCP', '', 'SMTP'),
      }),
    ),
    endpoints: few(
      one<object>(
        { address: '10.0.0.1' },
        { address: 'a.b' },
        { address: 'a_b' },
        { address: '10.0.0.1', ports: { zzz: 1 } },
      ),
      2,
    ),
    workloadSelector: one({ labels: { app: 'a' } }, { labels: {} }, { labels: { app: '*' } }),
  },
  { requiredKeys: ['hosts', 'ports'] },
);

const sidecar = fc.record(
  {
    workloadSelector: one({ labels: { app: '$' } }, { labels: { app: '*' } }),
    egress: few(
      fc.record(
        {
          hosts: few(one('./*', '*/*', '$-a/x.$.example', './short', 'x.$.example', 'A_b/x.y', '~/*'), 3),
          port: one({ number: 80, protocol: 'HTTP', name: 'http' }, { number: 0, protocol: 'HTTP', name: 'u' }),
        },
        { requiredKeys: ['hosts'] },
      ),
      2,
    ),
    outboundTrafficPolicy: one(
      { mode: 'ALLOW_ANY' },
      { mode: 'REGISTRY_ONLY', egressProxy: { host: 'x.$.example', port: { number: 80 } } },
    ),
  },
  { requiredKeys: [] },
);

const source = one<object>(
  { principals: ['a'] },
  { principals: [''] },
  { ipBlocks: ['10.0.0.0/8'] },
  { ipBlocks: ['x'] },
  { namespaces: ['a'], serviceAccounts: ['b'] },
  { requestPrincipals: ['*'] },
  {},
);
const operation = one<object>(
  { methods: ['GET'] },
  { ports: ['80'] },
  { ports: ['x'] },
  { paths: ['/a/{*}'] },
  { paths: ['/{a}'] },
  {},
);
const condition = one<object>(
  { key: 'source.ip', values: ['10.0.0.1'] },
  { key: 'source.ip', values: ['x'] },
  { key: 'nothing', values: ['a'] },
  { key: 'request.headers[a]', notValues: ['b'] },
);
const authorizationPolicy = fc.record(
  {
    action: one('ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
    provider: one({ name: 'ext' }),
    selector: one({ matchLabels: { app: 'a' } }, { matchLabels: { app: '*' } }, { matchLabels: {} }),
    targetRefs: one([{ kind: 'Service', group: '', name: 'a' }], [{ kind: 'Deployment', group: 'apps', name: 'a' }]),
    rules: few(
      fc.record(
        { from: few(fc.record({ source }), 2), to: few(fc.record({ operation }), 2), when: few(condition, 2) },
        { requiredKeys: [] },
      ),
      2,
    ),
  },
  { requiredKeys: [] },
);

const patch = fc.record({
  applyTo: one(
    'HTTP_FILTER',
    'NETWORK_FILTER',
    'CLUSTER',
    'HTTP_ROUTE',
    'VIRTUAL_HOST',
    'ROUTE_CONFIGURATION',
    'LISTENER',
  ),
  patch: fc.record({
    operation: one('ADD', 'REMOVE', 'REPLACE', 'MERGE', 'INSERT_BEFORE', 'INSERT_FIRST'),
    value: fc.constant({ name: 'x' }),
  }),
});
const envoyFilter = fc.record({ priority: one(0, 10), configPatches: few(patch, 2) });

const telemetry = fc.record(
  {
    selector: one({ matchLabels: { app: 'a' } }),
    accessLogging: few(
      one<object>({ providers: [{ name: 'envoy' }] }, {}, { disabled: true }, { providers: [{ name: '' }] }),
      2,
    ),
    tracing: few(
      one<object>(
        { randomSamplingPercentage: 5 },
        { randomSamplingPercentage: 500 },
        { providers: [{ name: 'a' }, { name: 'b' }] },
      ),
      2,
    ),
  },
  { requiredKeys: [] },
);

function object(apiVersion: string, kind: string, spec: fc.Arbitrary<object>): fc.Arbitrary<Make> {
  return fc.tuple(namespace, spec).map(([where, content]) => (mesh, index) => {
    return own(mesh, { apiVersion, kind, metadata: { name: `v${index}`, namespace: where }, spec: content }) as object;
  });
}

const anyObject = fc.oneof(
  { weight: 6, arbitrary: object(NETWORKING, 'VirtualService', virtualService) },
  { weight: 3, arbitrary: object(NETWORKING, 'Gateway', gateway) },
  { weight: 3, arbitrary: object(NETWORKING, 'DestinationRule', comparableRule) },
  {
    weight: 1,
    arbitrary: object(
      NETWORKING,
      'DestinationRule',
      fc.record({ host, trafficPolicy: fc.record({ portLevelSettings: few(portLevel, 2) }) }),
    ),
  },
  { weight: 3, arbitrary: object(NETWORKING, 'ServiceEntry', serviceEntry) },
  { weight: 1, arbitrary: object(NETWORKING, 'Sidecar', sidecar) },
  { weight: 2, arbitrary: object('security.istio.io/v1', 'AuthorizationPolicy', authorizationPolicy) },
  { weight: 1, arbitrary: object('networking.istio.io/v1alpha3', 'EnvoyFilter', envoyFilter) },
  { weight: 1, arbitrary: object('telemetry.istio.io/v1', 'Telemetry', telemetry) },
);

/** A handful of objects that know each other, with frequent mistakes. The first is a gateway that others can name. */
export const smallMesh: fc.Arbitrary<MakeMesh> = fc
  .tuple(maybe(gateway), fc.array(anyObject, { minLength: 1, maxLength: 6 }))
  .map(([main, makes]) => (mesh) => [
    ...(main === undefined
      ? []
      : [
          own(mesh, {
            apiVersion: NETWORKING,
            kind: 'Gateway',
            metadata: { name: 'main', namespace: '$-a' },
            spec: main,
          }) as object,
        ]),
    ...makes.map((make, i) => make(mesh, i)),
  ]);
