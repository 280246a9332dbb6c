import { App, Chart } from 'cdk8s';
import * as mesh from '../../src';
import { expect as expectTraffic, MeshSource, request, trafficMatchers } from '../../src/testing';

expect.extend(trafficMatchers);

const shop = mesh.defineEnvironment('shop', {
  clusters: [{ name: 'shop' }],
  compose: composeShop,
});

function composeShop(env: Chart): void {
  new mesh.MeshDefaults(env, 'mesh', { mtls: 'STRICT' });
  const edge = new mesh.IngressGateway(env, 'edge', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate: mesh.Certificate.fromSecretName('gateway-tls') },
  });
  const api = new mesh.CanaryService(env, 'api', {
    port: 80,
    timeout: mesh.seconds(10),
    release: { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 10 } },
  });
  const web = new mesh.BlueGreenApp(env, 'web', { port: 80, release: { strategy: 'blue-green', active: 'blue' } });
  edge.expose(api, { host: 'api.example.com' });
  edge.expose(web, { host: 'web.example.com' });
  web.mayCall(api);
}

function chart(): Chart {
  const own = new Chart(new App(), 'shop');
  composeShop(own);
  return own;
}

const SOURCES: readonly (readonly [string, () => MeshSource])[] = [
  ['an environment', () => shop],
  ['a chart of anybody', chart],
  ['a manifest set', () => mesh.synthesize(chart(), 'shop').set],
];

describe.each(SOURCES)('of %s', (_, source) => {
  test('what requests should meet is said in one line', () => {
    const own = source();
    expectTraffic(own).request('GET', 'https://web.example.com/').toReach('web', { blue: 100 });
    expectTraffic(own).request('GET', 'https://api.example.com/').toReach('api', { stable: 90, canary: 10 });
    expectTraffic(own).request('GET', 'https://api.example.com/').not.toReach('api', { stable: 100 });
    expectTraffic(own).request('GET', 'http://web.example.com/x').toRedirectTo('https://web.example.com/x');
    expectTraffic(own).request('GET', 'https://other.example.com/').toAnswer(403);
    expectTraffic(own).request('GET', 'http://api/', { from: 'default/web' }).toReach('api');
    expectTraffic(own).request('GET', 'http://web/', { from: 'default/api' }).toBeDenied();
    expectTraffic(own).request('GET', 'https://api.example.com/').toMeet({ reaches: 'api', timeout: '10s' });
  });
});

test('a mirror is said by its name, or with its share', () => {
  const own = new Chart(new App(), 'copies');
  const shadow = mesh.ServiceReference.inCluster('shadow', 'default');
  new mesh.MeshService(own, 'shadow', { port: 80 });
  const mirrors = [{ destination: shadow.destination(80), percentage: mesh.percent(10) }];
  new mesh.MeshService(own, 'copied', { port: 80, mirrors });
  const asked = expectTraffic(own).request('GET', 'http://copied/', { from: 'default/copied' });
  asked.toMeet({ mirrors: ['shadow'] });
  asked.toMeet({ mirrors: [{ service: 'shadow', percentage: 10 }] });
  asked.not.toMeet({ mirrors: [{ service: 'shadow', percentage: 20 }] });
  asked.not.toMeet({ mirrors: [{ service: 'shadow', subset: 'v2' }] });
});

test('headers are part of a request', () => {
  const headers = { 'x-canary': 'true' };
  expectTraffic(shop).request('GET', 'https://api.example.com/', { headers }).toReach('api', { canary: 100 });
});

test('the matchers work with the expect of jest', () => {
  const asked = request(shop, 'https://web.example.com/');
  expect(asked).toReach('web', { blue: 100 });
  expect(asked).not.toReach('web', { green: 100 });
  expect(asked).not.toBeDenied();
  expect(request(shop, 'GET http://web.example.com/')).toRedirectTo('https://web.example.com/');
  expect(request(shop, 'GET http://web.example.com/')).toAnswer(301);
  expect(asked).toMeet({ outcome: 'routed' });
});

test('a failure shows what was expected, what came of it, and why', () => {
  const fail = (): void =>
    expectTraffic(shop).request('GET', 'https://web.example.com/').toReach('web', { green: 100 });
  expect(fail).toThrow(/GET https:\/\/web\.example\.com\/\n {2}expected destinations: web subset green\n/);
  expect(fail).toThrow(/received +web\.default\.svc\.cluster\.local:80 subset blue\n/);
  expect(fail).toThrow(/route +VirtualService default\/web.*expect\.test\.ts/);
});

test('a failure of what should not be shows the way, too', () => {
  expect(() => expectTraffic(shop).request('GET', 'https://web.example.com/').not.toReach('web')).toThrow(
    /expected it not to be so:\nGET https:\/\/web\.example\.com\/\n {2}because it is routed to web/,
  );
});

test('what nobody can send is an error, not a failure', () => {
  expect(() => expectTraffic(shop).request('GET', 'web.example.com')).toThrow(RangeError);
  expect(() => expectTraffic(shop).request('GET', 'http://web/', { from: 'default/nobody' })).toThrow(
    'there is no gateway or workload "default/nobody"',
  );
});

test.each<readonly [what: string, expectation: object, message: string]>([
  ['a duration without a unit', { timeout: '10' }, '/timeout is no duration: write 10s, 1.5s or 200ms, or none'],
  ['a duration with a space', { timeout: '10 s' }, '/timeout is no duration: write 10s, 1.5s or 200ms, or none'],
  ['a delay without a unit', { delay: '5' }, '/delay is no duration: write 10s, 1.5s or 200ms, or none'],
  ['nothing', {}, 'the expectation says nothing: say what is expected, such as reaches or outcome'],
  [
    'a copy of more than all',
    { mirrors: [{ service: 'api', percentage: 101 }] },
    '/mirrors/0/percentage must be <= 100',
  ],
  ['a mirror without a name', { mirrors: [{ percentage: 10 }] }, '/mirrors/0 has no service: add it'],
  ['what is undefined', { outcome: undefined }, 'the expectation says nothing: say what is expected, such as reaches'],
  ['a misspelt field', { reechs: 'x' }, 'the expectation has an unknown field "reechs"; did you mean "reaches"?'],
  [
    'weights of more than all',
    { reaches: { service: 'api', weights: { stable: 60, canary: 50 } } },
    'the weights of destinations total 110, which should be 100',
  ],
])('nobody can expect %s', (_, expectation, message) => {
  const asked = expectTraffic(shop).request('GET', 'https://api.example.com/');
  expect(() => asked.toMeet(expectation)).toThrow(RangeError);
  expect(() => asked.not.toMeet(expectation)).toThrow(`nobody can meet this: ${message}`);
});

test('weights that total more than all are no expectation, and those of some may total less', () => {
  const asked = expectTraffic(shop).request('GET', 'https://api.example.com/');
  expect(() => asked.toReach('api', { stable: 90, canary: 20 })).toThrow('total 110, which should be 100');
  asked.toMeet({ reaches: [{ service: 'api', subset: 'stable', weight: 90 }, 'api'] });
});

test('a request has no method and no option that nobody knows', () => {
  expect(() => expectTraffic(shop).request('GETT', 'https://api.example.com/')).toThrow(
    '"GETT" is no method of HTTP; did you mean "GET"?',
  );
  const options = { header: { 'x-canary': 'true' } } as object;
  expect(() => expectTraffic(shop).request('GET', 'https://api.example.com/', options)).toThrow(
    'nobody can send this: the request has an unknown field "header"; did you mean "headers"?',
  );
});

test('what no mesh was asked for is no request', () => {
  expect(() => expect('https://x').toBeDenied()).toThrow(
    "the matchers of istio-gitops are for what request(mesh, 'GET https://…') returns, not for 'https://x'",
  );
});

test('a chart that synth would refuse is told with all that is wrong', () => {
  const own = chart();
  for (const id of ['one', 'two']) new mesh.Namespace(own, id, { name: 'twice' });
  expect(() => request(own, 'https://web.example.com/')).toThrow(/synth refuses shop:\n[^]*Namespace twice/);
});

test('a chart may grow between two questions', () => {
  const own = chart();
  expectTraffic(own).request('GET', 'http://web/', { from: 'default/api' }).toBeDenied();
  new mesh.AuthorizationPolicy(own, 'all', {
    namespace: 'default',
    action: 'ALLOW',
    rules: [{ to: [{ methods: ['GET'] }] }],
  });
  expectTraffic(own).request('GET', 'http://web/', { from: 'default/api' }).toReach('web');
});

test('types tell what cannot be meant', () => {
  const types = (): void => {
    // @ts-expect-error -- no mesh
    expectTraffic({}).request('GET', 'https://web.example.com/');
    // @ts-expect-error -- weights are numbers
    expectTraffic(shop).request('GET', 'https://web.example.com/').toReach('web', { blue: '100' });
    // @ts-expect-error -- a field that tests have not
    expectTraffic(shop).request('GET', 'https://web.example.com/').toMeet({ reach: 'web' });
    // @ts-expect-error -- a request has no such option
    request(shop, 'https://web.example.com/', { header: { a: 'b' } });
    // @ts-expect-error -- jest knows the parameters, too
    expect(request(shop, 'https://web.example.com/')).toAnswer('404');
  };
  expect(types).toBeDefined();
});
