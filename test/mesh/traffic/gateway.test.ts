import type { TrafficAnswer } from '../../../src/mesh/traffic/answer';
import { parseRequest, WrittenRequest } from '../../../src/mesh/traffic/parse-request';
import { answer as answerIn, fate, istio } from './meshes';

const GATEWAY = istio(
  'Gateway',
  'istio-system/edge',
  `
  selector: { istio: ingressgateway }
  servers:
    - hosts: ['*.example.com']
      port: { name: http, number: 80, protocol: HTTP }
    - hosts: ['*.example.com']
      port: { name: https, number: 443, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: edge }
`,
);
const TOKENS = istio('RequestAuthentication', 'istio-system/tokens', '{ jwtRules: [{ issuer: i, jwks: "{}" }] }');
const rules = (http: string, hosts = 'shop.example.com'): string =>
  istio('VirtualService', 'shop/web', `{ hosts: [${hosts}], gateways: [istio-system/edge], http: ${http} }`);

const WEB = 'route: [{ destination: { host: web } }]';

function answer(http: string, url: string, more: Omit<WrittenRequest, 'url'> = {}): TrafficAnswer {
  return answerIn(parseRequest({ ...more, url: url.startsWith('/') ? `https://shop.example.com${url}` : url }), [
    GATEWAY,
    TOKENS,
    rules(http),
  ]);
}

test('a request gets to the destination of the rule, with path and authority as they are', () => {
  expect(answer('[{ route: [{ destination: { host: web, port: { number: 8080 } } }] }]', '/cart?x=1')).toMatchObject({
    outcome: 'routed',
    destinations: [{ host: 'web.shop.svc.cluster.local', port: 8080, weight: 100, labels: { app: 'web' } }],
    rewrite: { path: '/cart?x=1', authority: 'shop.example.com' },
    doubts: ['assumed workload'],
  });
});

const TO = (name: string): string => `route: [{ destination: { host: ${name} } }]`;

test.each<[string, string, string, Omit<WrittenRequest, 'url'>]>([
  // What a rule matches.
  ['a 100', '{ uri: { exact: /a } }', '/a?x=1', {}],
  ['other 100', '{ uri: { exact: /a } }', '/A', {}],
  ['a 100', '{ uri: { exact: /a }, ignoreUriCase: true }', '/A', {}],
  ['other 100', '{ uri: { exact: /a } }', '/a/', {}],
  ['a 100', '{ uri: { prefix: /a } }', '/ab', {}],
  ['a 100', '{ uri: { prefix: /a }, ignoreUriCase: true }', '/AB', {}],
  ['other 100', '{ uri: { prefix: /a } }', '/b/a', {}],
  ['a 100', '{ uri: { regex: "/[ab]+" } }', '/abba', {}],
  ['other 100', '{ uri: { regex: "/[ab]+" } }', '/abbac', {}],
  ['a 100', '{ uri: { exact: /a/b } }', '/a/./c/../b', {}],
  ['other 100', '{ uri: { exact: /a/b } }', '/a//b', {}],
  ['a 100', '{ method: { exact: POST } }', '/', { method: 'post' }],
  ['other 100', '{ method: { exact: POST } }', '/', {}],
  ['a 100', '{ scheme: { exact: https } }', '/', {}],
  ['other 100', '{ scheme: { exact: https } }', 'http://shop.example.com/', {}],
  ['a 100', '{ authority: { exact: shop.example.com } }', '/', {}],
  ['other 100', '{ authority: { exact: shop.example.com } }', '/', { headers: { host: 'shop.example.com:443' } }],
  ['a 100', '{ port: 443 }', '/', {}],
  ['other 100', '{ port: 443 }', 'http://shop.example.com/', {}],
  ['a 100', '{ headers: { x: { exact: "1" } } }', '/', { headers: { X: '1' } }],
  ['other 100', '{ headers: { x: { exact: "1" } } }', '/', { headers: { x: '2' } }],
  ['other 100', '{ headers: { x: { exact: "1" } } }', '/', {}],
  ['a 100', '{ headers: { x: {} } }', '/', { headers: { x: '' } }],
  ['a 100', '{ headers: { x: { regex: "*" } } }', '/', { headers: { x: 'y' } }],
  ['other 100', '{ headers: { x: {} } }', '/', {}],
  ['a 100', '{ withoutHeaders: { x: {} } }', '/', {}],
  ['other 100', '{ withoutHeaders: { x: {} } }', '/', { headers: { x: '' } }],
  ['a 100', '{ withoutHeaders: { x: { exact: "1" } } }', '/', {}],
  ['a 100', '{ withoutHeaders: { x: { exact: "1" } } }', '/', { headers: { x: '2' } }],
  ['other 100', '{ withoutHeaders: { x: { exact: "1" } } }', '/', { headers: { x: '1' } }],
  ['other 100', '{ withoutHeaders: { x: { regex: ".*" } } }', '/', {}],
  ['a 100', '{ queryParams: { q: { exact: "1" } } }', '/?p=0&q=1&q=2', {}],
  ['other 100', '{ queryParams: { q: { exact: "1" } } }', '/?q=2&q=1', {}],
  ['other 100', '{ queryParams: { q: { exact: "a b" } } }', '/?q=a%20b', {}],
  ['a 100', '{ queryParams: { q: { exact: "" } } }', '/?q', {}],
  ['other 100', '{ queryParams: { q: {} } }', '/?qq=1', {}],
  ['a 100', '{ gateways: [istio-system/edge] }', '/', {}],
  ['other 100', '{ gateways: [mesh] }', '/', {}],
  ['other 100', '{ sourceLabels: { app: web } }', '/', {}],
  ['a 100', '{ sourceNamespace: istio-system }', '/', {}],
  ['other 100', '{ sourceNamespace: shop }', '/', {}],
  [
    'a 100',
    '{ headers: { "@request.auth.claims.group": { exact: dev } } }',
    '/',
    { claims: { iss: 'i', group: ['ops', 'dev'] } },
  ],
  [
    'a 100',
    '{ headers: { "@request.auth.claims[a.b][c]": { exact: d } } }',
    '/',
    { claims: { iss: 'i', 'a.b': { c: 'd' } } },
  ],
  ['other 100', '{ headers: { "@request.auth.claims.group": { exact: dev } } }', '/', {}],
])('%s: %s and %s %j', (expected, match, url, request) => {
  expect(fate(answer(`[{ match: [${match}], ${TO('a')} }, { ${TO('other')} }]`, url, request))).toBe(expected);
});

test.each<[string, string, string]>([
  ['404 not-found', '[{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: a } }] }]', '/b'],
  ['b 100', `[{ match: [{ uri: { exact: /c } }, { uri: { exact: /d } }], ${TO('b')} }, { ${TO('other')} }]`, '/d'],
  ['first 100', `[{ ${TO('first')} }, { match: [{ uri: { prefix: /a } }], ${TO('second')} }]`, '/a'],
  ['404 direct', '[{ directResponse: { status: 404 } }]', '/'],
  ['503 unavailable', '[{ route: [{ destination: { host: web, subset: none } }] }]', '/'],
  ['503 unavailable', '[{ route: [{ destination: { host: nowhere.example.org } }] }]', '/'],
  ['418 aborted', `[{ fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }, ${WEB} }]`, '/'],
  ['mixed', `[{ fault: { abort: { httpStatus: 418, percentage: { value: 50 } } }, ${WEB} }]`, '/'],
  ['web 100', `[{ fault: { abort: { httpStatus: 418 } }, ${WEB} }]`, '/'],
  [
    'mixed',
    '[{ route: [{ weight: 1, destination: { host: web } }, { weight: 2, destination: { host: web, subset: none } }] }]',
    '/',
  ],
  [
    '503 unavailable',
    '[{ route: [{ weight: 1, destination: { host: web, subset: no } }, { weight: 2, destination: { host: web, subset: none } }] }]',
    '/',
  ],
  ['web 100', '[{ route: [{ weight: 7, destination: { host: web } }] }]', '/'],
  [
    'a 75, c 25',
    '[{ route: [{ weight: 3, destination: { host: a } }, { weight: 0, destination: { host: b } }, { weight: 1, destination: { host: c } }] }]',
    '/',
  ],
  ['404 not-found', `[{ ${WEB} }]`, 'https://other.example.com/'],
  ['not-found', `[{ ${WEB} }]`, 'https://shop.example.org/'],
  ['404 not-found', `[{ ${WEB} }]`, 'http://shop.example.org/'],
  ['not-found', `[{ ${WEB} }]`, 'http://shop.example.com:8080/'],
  ['unavailable', `[{ ${WEB} }]`, 'http://shop.example.com:443/'],
  ['unavailable', `[{ ${WEB} }]`, 'https://shop.example.com:80/'],
])('%s: %s for %s', (expected, http, url) => {
  expect(fate(answer(http, url))).toBe(expected);
});

test.each<[string, string, string]>([
  ['https://shop.example.com/new?x=1', '{ uri: /new }', '/old?x=1'],
  ['https://shop.example.com/new?y=2', '{ uri: "/new?y=2" }', '/old?x=1'],
  ['https://shop.example.com/old?x=1', '{ redirectCode: 302 }', '/old?x=1'],
  ['https://other.example.com/old', '{ authority: other.example.com }', '/old'],
  ['http://shop.example.com/old', '{ scheme: http }', '/old'],
  ['http://shop.example.com:443/old', '{ scheme: http, derivePort: FROM_REQUEST_PORT }', '/old'],
  ['https://shop.example.com/old', '{ derivePort: FROM_REQUEST_PORT }', '/old'],
  ['https://shop.example.com:8443/old', '{ port: 8443 }', '/old'],
  ['https://shop.example.com/old', '{ port: 443 }', '/old'],
])('redirect to %s: %s for %s', (location, redirect, url) => {
  const { outcome, status, rewrite } = answer(`[{ redirect: ${redirect} }]`, url);
  expect({ outcome, status, location: rewrite.location }).toEqual({
    outcome: 'redirect',
    status: redirect.includes('302') ? 302 : 301,
    location,
  });
});

test.each<[string, string, string, string]>([
  ['/new/x?q=1', '{ uri: { prefix: /old } }', '{ uri: /new }', '/old/x?q=1'],
  ['/new', '{ uri: { exact: /old } }', '{ uri: /new }', '/old'],
  ['/new?q=1', '{ uri: { regex: /old.* } }', '{ uri: /new }', '/old/x?q=1'],
  ['/newold', '{ method: { exact: GET } }', '{ uri: /new }', '/old'],
  ['//x', '{ uri: { prefix: /old } }', '{ uri: / }', '/old/x'],
  ['/x', '{ uri: { prefix: /old/ } }', '{ uri: / }', '/old/x'],
  ['/b/a?q', '{ uri: { prefix: / } }', '{ uriRegexRewrite: { match: "/(a)/(b)", rewrite: "/\\\\2/\\\\1" } }', '/a/b?q'],
  ['/x.x.x', '{ uri: { prefix: / } }', '{ uriRegexRewrite: { match: "([ab]*)$|[ab]", rewrite: "x" } }', '/a.b.'],
  ['/$1', '{ uri: { prefix: / } }', '{ uriRegexRewrite: { match: "a", rewrite: "$1" } }', '/a'],
])('%s is what comes of the path by %s, %s and %s', (path, match, rewrite, url) => {
  const http = `[{ match: [${match}], rewrite: ${rewrite}, ${WEB} }]`;
  expect(answer(http, url).rewrite.path).toBe(path);
});

test('headers and the authority change as the rule and its only destination say', () => {
  const http = `[{
    headers: { request: { set: { X-A: rule, Host: rule.example.com }, add: { x-b: rule }, remove: [X-C] }, response: { remove: [server] } },
    route: [{ destination: { host: web }, headers: { request: { set: { x-b: share }, add: { x-a: share } } } }]
  }]`;
  const { rewrite } = answer(http, '/');
  expect(rewrite.authority).toBe('rule.example.com');
  expect(rewrite.headers).toEqual({
    request: { remove: ['x-c'], set: { 'x-a': 'rule', 'x-b': 'share' }, add: { 'x-a': 'share', 'x-b': 'rule' } },
    response: { remove: ['server'], set: {}, add: {} },
  });
});

test('shares have changes of their own', () => {
  const http = `[{ headers: { request: { set: { x: rule } } }, route: [
    { weight: 1, destination: { host: a }, headers: { request: { add: { y: a }, set: { host: a.example.com } } } },
    { weight: 1, destination: { host: b } }
  ] }]`;
  expect(answer(http, '/')).toMatchObject({
    rewrite: { headers: { request: { set: { x: 'rule' } } } },
    destinations: [
      { weight: 50, authority: 'a.example.com', headers: { request: { add: { y: 'a' } } } },
      { weight: 50, authority: 'shop.example.com' },
    ],
  });
});

test('what is done beside routing is said', () => {
  const http = `[{ timeout: 1m30s, retries: { attempts: 3, perTryTimeout: 2s, retryOn: 5xx },
    mirror: { host: copy }, mirrorPercentage: { value: 5 }, fault: { delay: { fixedDelay: 5s, percentage: { value: 10 } } }, ${WEB} }]`;
  expect(answer(http, '/').applied).toEqual({
    timeout: 90_000,
    retries: { attempts: 3, perTryTimeout: 2000, on: '5xx' },
    mirrors: [{ host: 'copy.shop.svc.cluster.local', percentage: 5 }],
    delay: { milliseconds: 5000, percentage: 10 },
  });
});

test('istiod retries twice where nothing is said, and not where 0 attempts are', () => {
  expect(answer(`[{ ${WEB} }]`, '/').applied.retries?.attempts).toBe(2);
  expect(answer(`[{ retries: { attempts: 0 }, ${WEB} }]`, '/').applied.retries).toBeUndefined();
});

test('a preflight is answered by the proxy', () => {
  const http = `[{ corsPolicy: { allowOrigins: [{ exact: "https://a.example" }] }, ${WEB} }]`;
  const ask = (origin: string): string =>
    fate(answer(http, '/', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } }));
  expect(ask('https://a.example')).toBe('200 direct');
  expect(ask('https://b.example')).toBe('web 100');
});

test('the trace says why the rules before are not it', () => {
  const { trace } = answer(`[{ match: [{ uri: { prefix: /a } }, { port: 80 }], ${WEB} }, { name: all, ${WEB} }]`, '/');
  expect(trace.filter(({ step }) => step === 'route').map(({ pointer, because }) => [pointer, because])).toEqual([
    ['/spec/http/0/match/0', 'not this one: the path / does not start with /a'],
    ['/spec/http/0/match/1', 'not this one: it is for port 80, not 443'],
    ['/spec/http/1', 'rule all, which takes every request, takes it'],
  ]);
});

test('claims decide over routes where the proxy took the token, and not after it', () => {
  const claim = '"@request.auth.claims.group": { exact: dev }';
  const http = `[{ match: [{ withoutHeaders: { ${claim} } }], ${TO('a')} }, { ${TO('b')} }]`;
  expect(fate(answer(http, '/', { claims: { iss: 'i', group: 'dev' } }))).toBe('b 100');
  expect(fate(answer(http, '/', { claims: { iss: 'i', group: 'ops' } }))).toBe('a 100');
});
