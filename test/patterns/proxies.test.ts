import { Testing } from 'cdk8s';
import { OciImage, WasmPlugin } from '../../src/constructs/istio';
import { seconds } from '../../src/model/duration';
import { percent } from '../../src/model/percent';
import {
  CanaryService,
  CanaryServiceProps,
  Certificate,
  IngressGateway,
  MeshService,
  MeshServiceProps,
} from '../../src/patterns';
import { chartOf, objectsOf } from '../fixtures/trees';
import { httpRules, routing } from './applications';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('a Wasm plugin', () => {
  test('is an image by its digest, and refuses requests when it fails', () => {
    const objects = objectsOf(
      chartOf(
        (chart) =>
          new WasmPlugin(chart, 'headers', {
            namespace: 'shop',
            image: OciImage.withDigest('ghcr.io/acme/headers', digest),
            phase: 'AUTHN',
            matchLabels: { app: 'api' },
            imagePullSecret: 'registry',
            config: { mode: 'strict' },
          }),
      ),
    );
    expect(objects.get('WasmPlugin shop/headers')?.['spec']).toEqual({
      url: `oci://ghcr.io/acme/headers@${digest}`,
      imagePullPolicy: 'IfNotPresent',
      imagePullSecret: 'registry',
      failStrategy: 'FAIL_CLOSE',
      phase: 'AUTHN',
      pluginConfig: { mode: 'strict' },
      selector: { matchLabels: { app: 'api' } },
    });
  });

  test.each([
    ['ghcr.io/acme/headers', 'v1', /no image digest/],
    ['ghcr.io/acme/headers:v1', digest, /no image repository/],
    ['oci://ghcr.io/acme/headers', digest, /no image repository/],
    ['headers', digest, /no image repository/],
  ])('has no image %s %s', (repository, version, message) => {
    expect(() => OciImage.withDigest(repository, version)).toThrow(message);
  });
});

const release = { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 10 } } as const;

test('the canary gets the requests of some headers, and copies of others', () => {
  const objects = objectsOf(
    chartOf(
      (chart) =>
        new CanaryService(chart, 'api', {
          port: 80,
          release,
          canaryFor: [{ name: 'beta', headers: { 'x-group': { exact: 'beta' } } }],
          mirrorToCanary: percent(5),
        }),
    ),
  );
  const routes = objects.get('VirtualService default/api');
  expect(routing(routes)).toEqual([
    { name: 'canary-header', match: [{ headers: { 'x-canary': { exact: 'true' } } }], to: ['canary'] },
    { name: 'beta', match: [{ headers: { 'x-group': { exact: 'beta' } } }], to: ['canary'] },
    { name: 'default', to: ['stable 90', 'canary 10'] },
  ]);
  expect(httpRules(routes).map(({ mirrors }) => mirrors)).toEqual([
    undefined, // what the canary gets anyway, it needs no copies of
    undefined,
    [expect.objectContaining({ percentage: { value: 5 } })],
  ]);
});

test('a header route has to name a header, and a name of its own', () => {
  const made = (canaryFor: CanaryServiceProps['canaryFor']) => () =>
    new CanaryService(Testing.chart(), 'api', { port: 80, release, canaryFor });
  const headers = { 'x-group': { exact: 'beta' } };
  expect(made([{ name: 'beta', headers: {} }])).toThrow(
    'canaryFor[0].headers: without a header it would take all requests: name at least one',
  );
  expect(made([{ name: 'canary-header', headers }])).toThrow(/two of its routes are called "canary-header"/);
  expect(made([{ name: 'default', headers }])).toThrow(/two of its routes are called "default"/);
});

test('versions are chosen by header, the default gets the rest', () => {
  const objects = objectsOf(
    chartOf(
      (chart) =>
        new MeshService(chart, 'api', {
          port: 80,
          versions: {
            labels: { v1: { version: 'v1' }, v2: { version: 'v2' } },
            default: 'v1',
            headerRoutes: [{ name: 'new', headers: { 'x-version': { exact: '2' } }, subset: 'v2' }],
            mirror: { subset: 'v2', percentage: percent(1) },
          },
        }),
    ),
  );
  expect(routing(objects.get('VirtualService default/api'))).toEqual([
    { name: 'new', match: [{ headers: { 'x-version': { exact: '2' } } }], to: ['v2'] },
    { name: 'default', to: ['v1'] },
  ]);
});

test('a path is handled by itself, for every version', () => {
  const paths = { '/search': { name: 'search', timeout: seconds(3) } };
  const objects = objectsOf(chartOf((chart) => new CanaryService(chart, 'api', { port: 80, release, paths })));
  const headers = { 'x-canary': { exact: 'true' } };
  const exact = { uri: { exact: '/search' } };
  const below = { uri: { prefix: '/search/' } };
  expect(routing(objects.get('VirtualService default/api')).slice(0, 2)).toEqual([
    {
      name: 'search-canary-header',
      match: [
        { ...exact, headers },
        { ...below, headers },
      ],
      to: ['canary'],
    },
    { name: 'search', match: [exact, below], to: ['stable 90', 'canary 10'] },
  ]);
});

test('requests stay in their region until it fails, or are shared out among localities', () => {
  const localityOf = (locality: ConstructorParameters<typeof MeshService>[2]['locality']): unknown => {
    const objects = objectsOf(chartOf((chart) => new MeshService(chart, 'api', { port: 80, locality })));
    const { trafficPolicy } = objects.get('DestinationRule default/api')?.['spec'] as { trafficPolicy: object };
    return trafficPolicy;
  };
  expect(localityOf({ failover: { us: 'eu' } })).toMatchObject({
    loadBalancer: {
      simple: 'LEAST_REQUEST',
      localityLbSetting: { enabled: true, failover: [{ from: 'us', to: 'eu' }] },
    },
    outlierDetection: { interval: '10s' },
  });
  expect(localityOf({})).toMatchObject({ outlierDetection: { maxEjectionPercent: 100, minHealthPercent: 10 } });
  const distribute = { 'us/*': { 'us/*': percent(80), 'eu/*': percent(20) } };
  expect(localityOf({ distribute })).toMatchObject({
    loadBalancer: { localityLbSetting: { distribute: [{ from: 'us/*', to: { 'us/*': 80, 'eu/*': 20 } }] } },
  });
  expect(() => localityOf({ failover: { us: 'eu' }, distribute })).toThrow(/one of them/);
});

test.each<[string, Partial<MeshServiceProps>, RegExp]>([
  ['to the region itself', { locality: { failover: { us: 'us' } } }, /failover from us leads to itself/],
  ['between zones', { locality: { failover: { 'us/a': 'eu' } } }, /names more than regions/],
  [
    'of shares that are not all',
    { locality: { distribute: { us: { us: percent(80), eu: percent(10) } } } },
    /what comes from us is shared out by 90 %, not 100 %: raise one/,
  ],
  [
    'that nothing notices',
    { locality: { failover: { us: 'eu' } }, trafficPolicy: { outlierDetection: undefined } },
    /without outlier detection nothing notices/,
  ],
])('there is no failover %s', (_, props, message) => {
  expect(() => new MeshService(Testing.chart(), 'api', { port: 80, ...props })).toThrow(message);
});

test('proxies of pods that stop wait for their last connection', () => {
  const connectionDraining = { minimum: seconds(10) };
  const objects = objectsOf(chartOf((chart) => new MeshService(chart, 'api', { port: 80, connectionDraining })));
  expect(objects.get('ProxyConfig default/api')?.['spec']).toEqual({
    selector: { matchLabels: { app: 'api' } },
    environmentVariables: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: '10s' },
  });
});

describe('an application on two gateways', () => {
  const objects = objectsOf(
    chartOf((chart) => {
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      const edge = new IngressGateway(chart, 'edge', { hosts: ['*.example.com'], tls });
      const inside = new IngressGateway(chart, 'inside', {
        hosts: ['*.internal'],
        tls,
        workload: { namespace: 'inside', labels: { app: 'inside' }, serviceAccount: 'inside' },
      });
      const api = new MeshService(chart, 'api', { port: 80 });
      edge.expose(api, { host: 'api.example.com' });
      inside.expose(api, { host: 'api.internal' });
    }),
  );

  test('binds the hosts of each to that one only', () => {
    expect(objects.get('VirtualService default/api')?.['spec']).toMatchObject({
      hosts: ['api.default.svc.cluster.local', 'api.example.com'],
      gateways: ['istio-system/edge', 'mesh'],
    });
    expect(objects.get('VirtualService inside/inside-api.internal')?.['spec']).toMatchObject({
      hosts: ['api.internal'],
      gateways: ['inside/inside'],
    });
  });

  test('routes both by the same rules', () => {
    const delegate = [{ delegate: { name: 'api-routes', namespace: 'default' } }];
    expect(objects.get('VirtualService default/api')?.['spec']).toMatchObject({ http: delegate });
    expect(objects.get('VirtualService inside/inside-api.internal')?.['spec']).toMatchObject({ http: delegate });
  });
});
