import { App, Chart } from 'cdk8s';
import * as library from '../../src';
import {
  CanaryService,
  Certificate,
  defineEnvironment,
  Duration,
  EgressGateway,
  EndUserAuthentication,
  IngressGateway,
  MeshDefaults,
  MeshService,
  percent,
  seconds,
  ServiceReference,
  VirtualService,
} from '../../src';
import { JSON_WEB_KEYS } from '../fixtures/json-web-keys';
import { objectsOf } from '../fixtures/trees';

const release = { strategy: 'canary', stable: 'v1' };
const certificate = Certificate.fromSecretName('tls');
const reason = 'legacy';
const exception = { name: 'a', namespace: 'b', mode: 'PERMISSIVE', reason };

/** What is passed in place of props, as a program does whose types nobody has checked. */
const untyped = (props: unknown): never => props as never;

describe('the message of', () => {
  test.each<[string, (chart: Chart) => unknown, string]>([
    [
      'a misspelt prop',
      (chart) => new MeshService(chart, 'api', untyped({ port: 80, timeOut: seconds(1) })),
      '[chart/api] there is no prop timeOut; did you mean "timeout"?: rename or remove it',
    ],
    [
      'a misspelt prop that is required',
      (chart) => new MeshService(chart, 'api', untyped({ prt: 80 })),
      '[chart/api] there is no prop prt; did you mean "port"? (and 1 more: port): rename or remove it',
    ],
    [
      'a prop that nobody knows',
      (chart) =>
        new VirtualService(
          chart,
          'v',
          untyped({ namespace: 'a', hosts: [], http: [{ retries: { attempts: 1, backoff: 5 } }] }),
        ),
      '[chart/v] there is no prop http[0].retries.backoff: remove it; there are attempts, perTryTimeout, on',
    ],
    [
      'a prop that is missing',
      (chart) => new MeshService(chart, 'api', untyped({ namespace: 'shop' })),
      '[chart/api] port is missing: pass a whole number from 1 to 65535',
    ],
    [
      'an environment variable that is not set',
      (chart) => new library.Sidecar(chart, 's', untyped({ namespace: process.env['NO_SUCH_VARIABLE'], egress: [] })),
      '[chart/s] namespace is missing: pass a string',
    ],
    [
      'no props at all',
      (chart) => new MeshService(chart, 'api', untyped(undefined)),
      '[chart/api] props is missing: pass an object',
    ],
    [
      'a number in quotes',
      (chart) => new MeshService(chart, 'api', untyped({ port: '80' })),
      '[chart/api] port is "80": pass a whole number from 1 to 65535',
    ],
    [
      'a number that is no port',
      (chart) => new MeshService(chart, 'api', { port: 80, targetPort: 70_000 }),
      '[chart/api] targetPort: port 70000: a port is a whole number from 1 to 65535',
    ],
    [
      'a number of seconds',
      (chart) =>
        new MeshService(chart, 'api', untyped({ port: 80, paths: { '/v1/search': { name: 'search', timeout: 3 } } })),
      '[chart/api] paths["/v1/search"].timeout is 3: pass a duration such as seconds(10), or use "none"',
    ],
    [
      'another value of ours',
      (chart) => new MeshService(chart, 'api', untyped({ port: 80, connectionDraining: { minimum: percent(10) } })),
      '[chart/api] connectionDraining.minimum is an instance of Percent: pass a duration such as seconds(10)',
    ],
    [
      'a literal that only looks like a value of ours',
      (chart) => new MeshService(chart, 'api', untyped({ port: 80, timeout: { milliseconds: 5 } })),
      '[chart/api] timeout is an object: pass a duration such as seconds(10), or use "none"',
    ],
    [
      'a word in other letters',
      (chart) => new MeshDefaults(chart, 'mesh', untyped({ mtls: 'strict' })),
      '[chart/mesh] mtls is "strict"; did you mean "STRICT"?: use "STRICT", "PERMISSIVE" or "DISABLE"',
    ],
    [
      'a variant that is not there',
      (chart) => new CanaryService(chart, 'api', untyped({ port: 80, release: { strategy: 'rainbow' } })),
      '[chart/api] release.strategy is "rainbow": use "canary" or "blue-green"',
    ],
    [
      'a prop of another variant',
      (chart) =>
        new IngressGateway(chart, 'edge', untyped({ hosts: ['*'], tls: { mode: 'PASSTHROUGH', certificate } })),
      '[chart/edge] there is no prop tls.certificate: remove it; there are mode',
    ],
    [
      'a share that is none',
      (chart) =>
        new CanaryService(
          chart,
          'api',
          untyped({ port: 80, release: { ...release, canary: { version: 'v2', weight: 140 } } }),
        ),
      '[chart/api] release.canary.weight: percent(140): a percentage lies between 0 and 100; write percent(10) for ten percent',
    ],
    [
      'a label that is no string',
      (chart) => new MeshService(chart, 'api', untyped({ port: 80, labels: { app: 'api', version: 2 } })),
      '[chart/api] labels: the value of "version" is no string: write it in quotes',
    ],
    [
      'a list that would admit everybody when it is empty',
      (chart) =>
        new MeshService(chart, 'a', { port: 80 }).mayCall(new MeshService(chart, 'b', { port: 80 }), { methods: [] }),
      '[chart/b] call.methods is an empty list: list at least one',
    ],
    [
      'a path that needs a token',
      (chart) => {
        const authentication = EndUserAuthentication.jwt({ issuer: 'a', jwks: JSON_WEB_KEYS });
        new MeshService(chart, 'api', { port: 80, endUser: { authentication, paths: ['orders'] } });
      },
      '[chart/api] endUser.paths[0]: the path "orders" does not start with a slash: write a path such as /orders',
    ],
    [
      'two of one name',
      (chart) => new MeshDefaults(chart, 'mesh', untyped({ mtlsExceptions: [exception, exception] })),
      '[chart/mesh] mtlsExceptions: two are called "a": rename or remove one of them',
    ],
    [
      'a namespace that is confined twice',
      (chart) => new EgressGateway(chart, 'egress', { confine: ['shop', 'shop'] }),
      '[chart/egress] confine: two are called "shop": rename or remove one of them',
    ],
    [
      'two routes of one name',
      (chart) => new MeshService(chart, 'api', { port: 80, paths: { '/a': { name: 'a' }, '/b': { name: 'a' } } }),
      '[chart/api] two of its routes are called "a": rename one of its `paths`, `rules` or header routes',
    ],
    [
      'data that is none',
      (chart) => new MeshDefaults(chart, 'mesh', untyped({ meshConfig: { a: { timeout: seconds(1) } } })),
      '[chart/mesh] meshConfig: /a/timeout is an instance of Duration, which YAML cannot hold: pass an object of plain values',
    ],
    [
      'an argument',
      (chart) =>
        new IngressGateway(chart, 'edge', { hosts: ['*'], tls: { mode: 'SIMPLE', certificate } }).limit(untyped(1000)),
      '[chart/edge] rate is 1000: pass a rate such as perSecond(100)',
    ],
    [
      'an environment',
      () => defineEnvironment('production', untyped({ cluster: { name: 'eu' }, compose: () => undefined })),
      '[production] there is no prop cluster; did you mean "clusters"? (and 1 more: clusters): rename or remove it',
    ],
    [
      'several things',
      (chart) =>
        new library.Telemetry(chart, 't', untyped({ namespace: 1, tracing: { provider: 'otel', sampling: 5 } })),
      '[chart/t] namespace is 1 (and 1 more: tracing.sampling): pass a string',
    ],
  ])('%s says what, where and how to mend it', (_, build, message) => {
    expect(() => build(new Chart(new App(), 'chart'))).toThrow(
      expect.objectContaining({ name: 'PropsError', message }) as Error,
    );
  });

  test.each<[string, unknown]>([
    ['keys that are none', { issuer: 'a', jwks: '{"keys":["s3cret"]}' }],
    ['keys as an object', { issuer: 'a', jwks: { keys: ['s3cret'] } }],
    ['keys under another name', { issuer: 'a', jwksUri: 'https://a.example', jwk: 's3cret' }],
    ['a configuration as a string', { namespace: 'a', image: 'none', config: 's3cret' }],
  ])('%s does not repeat a secret', (_, props) => {
    const build = () =>
      'issuer' in (props as object)
        ? EndUserAuthentication.jwt(untyped(props))
        : new library.WasmPlugin(new Chart(new App(), 'chart'), 'w', untyped(props));
    expect(build).toThrow(expect.objectContaining({ name: 'PropsError' }) as Error);
    expect(build).not.toThrow('s3cret');
  });
});

describe('of two copies of this package', () => {
  /** The library once more, with classes of its own. */
  const copy = (): typeof library => {
    let other: typeof library | undefined;
    jest.isolateModules(() => {
      other = require('../../src') as typeof library;
    });
    return other!;
  };

  test('one takes the values and references of the other', () => {
    const other = copy();
    expect(other.seconds(1)).not.toBeInstanceOf(Duration);
    const chart = new Chart(new App(), 'chart');
    const gateway = other.Gateway.fromName(chart, 'shared', { name: 'shared', namespace: 'edge' });
    const service = other.ServiceReference.inCluster('api', 'shop');
    new VirtualService(chart, 'routes', {
      namespace: 'shop',
      hosts: [gateway.host('shop.example.com'), service],
      http: [
        { timeout: other.seconds(1), route: [{ destination: service.destination(80), weight: other.percent(100) }] },
      ],
    });
    ServiceReference.fromName(chart, 'api', { name: 'api', namespace: 'shop' });
    expect(objectsOf(chart).get('VirtualService shop/routes')?.['spec']).toMatchObject({
      hosts: ['shop.example.com', 'api.shop.svc.cluster.local'],
      gateways: ['edge/shared', 'mesh'],
      http: [{ timeout: '1s' }],
    });
  });
});
