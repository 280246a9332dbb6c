import Ajv from 'ajv';
import pc from 'picocolors';
import type { TrafficAnswer } from '../../src/mesh/traffic/answer';
import { Tally } from '../../src/replay/tally';
import { routeAsJson, routeAsJsonLine } from '../../src/report/route-json';
import { tallyAsText } from '../../src/report/route-summary';
import { routeAsText } from '../../src/report/route-text';
import { verdictOf } from '../../src/report/route-verdict';
import schema from '../../src/report/route.schema.json';
import type { Manifest } from '../../src/model/manifest';
import { answerWith, NO_OPERATIONS, REQUEST, share } from '../fixtures/answers';
import { manifestsOf } from '../fixtures/manifests';

const PLAIN = { cwd: '/project', colours: pc.createColors(false) };

const [ROUTES, ALLOW, DENY, LIMITS] = manifestsOf(`
{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: shop, namespace: default } }
---
{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: callers, namespace: default } }
---
{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: nobody, namespace: istio-system } }
---
{ apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: { name: limits, namespace: istio-system } }
`).map((manifest): Manifest => {
  const file = `/project/mesh/${manifest.identity.name}.yaml`;
  return {
    ...manifest,
    origin: {
      locate: (pointer) => ({ file, line: pointer === undefined ? 1 : 10 + Number(pointer.at(-1)), column: 3 }),
    },
  };
}) as [Manifest, Manifest, Manifest, Manifest];

const WHOLE = answerWith({
  outcome: 'mixed',
  destinations: [
    share(90, { subset: 'v1', outcome: 'routed', labels: { app: 'shop', version: 'v1' } }),
    share(10, {
      subset: 'v2',
      outcome: 'unavailable',
      status: 503,
      headers: { request: { ...NO_OPERATIONS, set: { 'x-share': 'canary' } }, response: NO_OPERATIONS },
      authority: 'canary.internal',
    }),
  ],
  copies: [
    {
      host: 'shadow.default.svc.cluster.local',
      port: 80,
      percentage: 5,
      labels: { app: 'shadow' },
      path: '/basket?id=7',
      authority: 'shop.internal',
      outcome: 'routed',
    },
  ],
  rewrite: {
    path: '/basket?id=7',
    authority: 'shop.internal',
    headers: {
      request: { remove: ['x-old'], set: { 'x-from': 'edge' }, add: {} },
      response: { remove: [], set: {}, add: { 'x-served': 'yes' } },
    },
  },
  applied: {
    timeout: 1500,
    retries: { attempts: 2, perTryTimeout: 500, on: '5xx,reset' },
    mirrors: [{ host: 'shadow.default.svc.cluster.local', percentage: 5 }],
    delay: { milliseconds: 2000, percentage: 1 },
    abort: { status: 418, percentage: 0.5 },
    cors: { allowOrigins: [{ exact: 'https://example.com' }] },
    rateLimits: [{ resource: LIMITS.identity, limit: '100 requests per second' }],
  },
  policies: [{ manifest: ALLOW, action: 'ALLOW', effect: 'allows' }],
  doubts: ['assumed workload'],
  trace: [
    { at: 'istio-system/ingressgateway', step: 'listener', because: 'the host is one of the gateway' },
    {
      at: 'istio-system/ingressgateway',
      step: 'route',
      manifest: ROUTES,
      pointer: '/spec/http/0',
      because: 'the header x-canary is missing',
      isPassedOver: true,
    },
    {
      at: 'istio-system/ingressgateway',
      step: 'route',
      manifest: ROUTES,
      pointer: '/spec/http/1',
      because: 'the path begins with /cart\nand nothing else is asked',
    },
    { at: 'default/shop', step: 'policy', manifest: ALLOW, because: 'it allows the gateway' },
  ],
});

test('an answer in words', () => {
  expect(routeAsText(WHOLE, PLAIN)).toBe(`\
mixed: 0.5 % 418 aborted by an injected fault, 89.55 % routed to shop.default.svc.cluster.local:80 v1, 9.95 % 503 unavailable: shop.default.svc.cluster.local:80 v2

Destinations
  90 %  shop.default.svc.cluster.local:80 v1 (app=shop, version=v1)
  10 %  shop.default.svc.cluster.local:80 v2: 503 unavailable

Applied
  path             /cart?id=7 → /basket?id=7
  authority        shop.example.com → shop.internal
  timeout          1.5s
  retries          2, 500ms for each try, on 5xx,reset
  mirror           5 % to shadow.default.svc.cluster.local
  delay            2s for 1 %
  abort            418 for 0.5 %
  CORS origins     https://example.com
  limit            100 requests per second (EnvoyFilter istio-system/limits)
  request          remove x-old
  request          set x-from: edge
  response         add x-served: yes
  authority of v2  canary.internal
  request of v2    set x-share: canary

Policies
  AuthorizationPolicy default/callers ALLOW: allows (mesh/callers.yaml:1:3)

Why
  at istio-system/ingressgateway
    listener the host is one of the gateway
    route    VirtualService default/shop (mesh/shop.yaml:1:3)
             10:3 /spec/http/0: the header x-canary is missing
             11:3 /spec/http/1: the path begins with /cart
             and nothing else is asked
  at default/shop
    policy   AuthorizationPolicy default/callers (mesh/callers.yaml:1:3)
             it allows the gateway

Doubts
  not proven against a real mesh: assumed workload (nothing says which pods are there: they are taken to have the labels and the account that the names suggest)
`);
});

test('an answer that has little to say says no more', () => {
  expect(routeAsText(answerWith(), PLAIN)).toBe(
    'routed to shop.default.svc.cluster.local:80\n\nDestinations\n  100 %  shop.default.svc.cluster.local:80\n',
  );
});

test('colours change nothing but the looks', () => {
  const coloured = routeAsText(WHOLE, { ...PLAIN, colours: pc.createColors(true) });
  // eslint-disable-next-line no-control-regex -- colours are such
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(routeAsText(WHOLE, PLAIN));
  expect(coloured).not.toBe(routeAsText(WHOLE, PLAIN));
});

test('what a terminal would obey is shown', () => {
  const evil = 'a\u001b[2J\nb';
  const text = routeAsText(
    answerWith({
      destinations: [share(100, { host: evil, subset: evil, labels: { [evil]: evil } })],
      rewrite: { ...WHOLE.rewrite, path: evil },
      applied: { body: evil },
      trace: [{ at: evil, step: 'route', pointer: `${evil}1`, manifest: ROUTES, because: evil }],
    }),
    PLAIN,
  );
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

const nowhere = (said: Partial<TrafficAnswer>): TrafficAnswer => answerWith({ destinations: [], ...said });

test.each<[string, TrafficAnswer]>([
  ['routed to shop.default.svc.cluster.local:80', answerWith()],
  [
    '403 denied by AuthorizationPolicy istio-system/nobody',
    nowhere({
      outcome: 'denied',
      status: 403,
      policies: [
        { manifest: DENY, action: 'DENY', effect: 'denies' },
        { manifest: ALLOW, action: 'ALLOW', effect: 'allows' },
      ],
    }),
  ],
  [
    '403 denied: not allowed by AuthorizationPolicy default/callers',
    nowhere({
      outcome: 'denied',
      status: 403,
      policies: [
        { manifest: DENY, action: 'ALLOW', effect: 'allows' },
        { manifest: ALLOW, action: 'ALLOW', effect: 'does not match' },
      ],
    }),
  ],
  ['401 denied', nowhere({ outcome: 'denied', status: 401 })],
  [
    '401 denied by AuthorizationPolicy default/callers, which refuses the token: expired',
    nowhere({
      outcome: 'denied',
      status: 401,
      policies: [{ manifest: ALLOW, action: 'JWT', effect: 'refuses the token: expired' }],
    }),
  ],
  [
    '301 redirect to https://example.com/',
    nowhere({ outcome: 'redirect', status: 301, rewrite: { ...WHOLE.rewrite, location: 'https://example.com/' } }),
  ],
  ['200 direct response', nowhere({ outcome: 'direct', status: 200 })],
  ['418 aborted by an injected fault', nowhere({ outcome: 'aborted', status: 418 })],
  [
    '503 unavailable: nothing is behind shop.default.svc.cluster.local:80',
    answerWith({ outcome: 'unavailable', status: 503 }),
  ],
  ['unavailable: the connection is closed', nowhere({ outcome: 'unavailable' })],
  ['404 not found: nothing takes its host, port or path', nowhere({ outcome: 'not-found', status: 404 })],
  ['passes through, to a host that the mesh knows nothing of', nowhere({ outcome: 'passthrough' })],
  ['not found: nothing takes its host, port or path, and the connection is closed', nowhere({ outcome: 'not-found' })],
  ['undefined: see the doubts', nowhere({ outcome: 'undefined' })],
  [
    'not evaluated: the connection to shop.example.com:443 is forwarded by TLS or TCP routes',
    nowhere({ outcome: 'undefined', doubts: ['TLS and TCP routes'] }),
  ],
  [
    'mixed: 33.33 % routed to shop.default.svc.cluster.local:80, 66.67 % 503 unavailable: shop.default.svc.cluster.local:80 none',
    answerWith({
      outcome: 'mixed',
      destinations: [
        share(100 / 3, { outcome: 'routed' }),
        share(200 / 3, { subset: 'none', outcome: 'unavailable', status: 503 }),
      ],
    }),
  ],
  [
    'mixed: 50 % 503 aborted by an injected fault, 50 % 200 direct response',
    answerWith({
      outcome: 'mixed',
      otherwise: { outcome: 'direct', status: 200 },
      destinations: [],
      applied: { abort: { status: 503, percentage: 50 } },
    }),
  ],
  [
    'routed to 33.33 % shop.default.svc.cluster.local:80 v1, 66.67 % shop.default.svc.cluster.local:80 v2',
    answerWith({ destinations: [share(100 / 3, { subset: 'v1' }), share(200 / 3, { subset: 'v2' })] }),
  ],
])('the verdict: %s', (verdict, answer) => {
  expect(verdictOf(answer)).toBe(verdict);
});

describe('an answer in JSON', () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const show = (file: string): string => file.replace('/project/', '');

  test('has the documented shape', () => {
    const record = JSON.parse(routeAsJson(WHOLE, show)) as object;
    expect(validate(record) ? [] : validate.errors).toEqual([]);
    expect(record).toMatchObject({
      request: { method: 'GET', url: 'https://shop.example.com/cart?id=7', headers: {}, from: 'ingress' },
      outcome: 'mixed',
      destinations: [
        { host: 'shop.default.svc.cluster.local', subset: 'v1', port: 80, weight: 90, labels: { version: 'v1' } },
        { subset: 'v2', outcome: 'unavailable', status: 503, authority: 'canary.internal' },
      ],
      copies: WHOLE.copies,
      rewrite: { path: '/basket?id=7', authority: 'shop.internal' },
      policies: [{ resource: { kind: 'AuthorizationPolicy', name: 'callers' }, action: 'ALLOW', effect: 'allows' }],
      doubts: [{ name: 'assumed workload', certainty: 'unproven' }],
    });
    expect(record).toHaveProperty('trace.2', {
      at: 'istio-system/ingressgateway',
      step: 'route',
      resource: {
        group: 'networking.istio.io',
        version: 'v1',
        kind: 'VirtualService',
        namespace: 'default',
        name: 'shop',
      },
      pointer: '/spec/http/1',
      origin: 'mesh/shop.yaml:11:3',
      file: 'mesh/shop.yaml',
      line: 11,
      column: 3,
      because: WHOLE.trace[2]!.because,
    });
  });

  test('is a line where it is one of many, with what the log says', () => {
    const logged = { outcome: 'routed', status: 200, destination: { host: 'a', port: 80 } } as const;
    const line = routeAsJsonLine(answerWith(), { line: 3, logged, agrees: false });
    expect(line.split('\n')).toHaveLength(2);
    const record = JSON.parse(line) as object;
    expect(validate(record) ? [] : validate.errors).toEqual([]);
    expect(record).toMatchObject({ line: 3, logged: { outcome: 'routed', destination: { host: 'a' }, agrees: false } });
  });

  test.each([
    [
      { port: 8443, authority: 'shop.example.com:8443' },
      { url: 'https://shop.example.com:8443/cart?id=7', headers: {} },
    ],
    [
      { scheme: 'http', port: 80 },
      { url: 'http://shop.example.com/cart?id=7', headers: {} },
    ],
    [{ query: '' }, { url: 'https://shop.example.com/cart' }],
    [{ query: '', isQueryEmpty: true }, { url: 'https://shop.example.com/cart?' }],
    [{ authority: 'other.example.com' }, { headers: { host: 'other.example.com' } }],
    [{ headers: { a: '1,2' }, repeatedHeaders: { a: ['1', '2'] } }, { headers: { a: ['1', '2'] } }],
    [{ principal: 'cluster.local/ns/a/sa/b' }, { as: 'cluster.local/ns/a/sa/b' }],
    [{ claims: { group: 'a' } }, { claims: { group: 'a' } }],
  ] as const)('writes the request as it is asked: %j', (request, record) => {
    const answer = answerWith({ request: { ...REQUEST, ...request } });
    expect(JSON.parse(routeAsJson(answer, show))).toMatchObject({ request: record });
  });
});

test('many requests in words', () => {
  const tally = new Tally();
  const destination = { host: 'shop.default.svc.cluster.local', port: 80, subset: 'v1' };
  for (let line = 1; line <= 95; line++) {
    tally.add(line, answerWith({ destinations: [share(90, { subset: 'v1' }), share(10, { subset: 'v2' })] }), {
      outcome: 'routed',
      destination,
    });
  }
  const denied = nowhere({ outcome: 'denied', status: 403 });
  for (let line = 96; line <= 100; line++) tally.add(line, denied, { outcome: 'routed', status: 200, destination });
  tally.skipped.inbound += 2;
  expect(tallyAsText(tally, PLAIN.colours)).toBe(`\
100 requests
  85.5 %  85.5  routed to shop.default.svc.cluster.local:80 v1
   9.5 %   9.5  routed to shop.default.svc.cluster.local:80 v2
   5.0 %     5  403 denied

5 requests of 100 would not meet what the log says
  5  routed to shop.default.svc.cluster.local:80 v1 → 403 denied
    line 96: GET https://shop.example.com/cart?id=7

Left out
  2 lines: written by the proxy of a backend, which does not know how the request came to it
`);
});

test('no request at all is said, too', () => {
  expect(tallyAsText(new Tally(), PLAIN.colours)).toBe('0 requests\n');
});
