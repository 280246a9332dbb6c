import { trafficOfSets } from '../../src/diff/traffic/sets';
import { Mesh } from '../../src/mesh/mesh';
import { RequestLines, requestLines } from '../../src/report/traffic-changes';
import { diffOf, trees } from '../diff/trees';

const SHOP = 'shop.shop.svc.cluster.local';
/** `hosts` are those of the gateway's server for HTTPS; whatever comes to it in plain text is redirected. */
const edge = (hosts: string): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: [${hosts}]
      tls: { mode: SIMPLE, credentialName: edge-tls }
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: [${hosts}]
      tls: { httpsRedirect: true }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop, namespace: shop }
spec: { host: ${SHOP}, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }] }
`;
/** @param rules of the virtual service */
const mesh = (rules: string, { host = 'shop.example.com', hosts = "'*.example.com'" } = {}): string => `${edge(hosts)}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec: { hosts: [${host}], gateways: [istio-system/edge], http: [${rules}] }
`;
const to = (subset: string, weight = 100): string =>
  `{ destination: { host: ${SHOP}, subset: ${subset} }, weight: ${weight} }`;
/** A rule that routes to v1, with more. */
const v1 = (more = ''): string => `{ route: [${to('v1')}]${more} }`;
/** A rule for some requests alone. */
const only = (match: string, subset = 'v1'): string => `{ match: [{ ${match} }], route: [${to(subset)}] }`;
const canary = (subset: string): string => only("headers: { x-canary: { exact: 'true' } }", subset);
const cors = (policy: string): string => v1(`, corsPolicy: { ${policy} }`);

function linesOf(before: string, after: string, details = false): RequestLines {
  const [was, will] = [before, after].map((yaml) => trees({ 'overlays/production': yaml }));
  const traffic = trafficOfSets(was!, will!, diffOf(before, after), (set) => new Mesh(set));
  return requestLines(traffic, { details });
}

test.each<readonly [what: string, before: string, after: string, lines: readonly string[]]>([
  [
    'a CORS policy',
    v1(),
    cors(
      "allowOrigins: [{ exact: 'https://a.example' }], allowMethods: [GET, PUT], maxAge: 24h, allowCredentials: true",
    ),
    [
      'CORS origins: none → https://a.example',
      'CORS methods: none → GET, PUT',
      'CORS max age: none → 24h',
      'CORS credentials: none → allowed',
    ],
  ],
  [
    'what a CORS policy allows beside',
    cors("allowOrigins: [{ exact: 'https://a.example' }], allowHeaders: [x-a, x-b]"),
    cors(
      "allowOrigins: [{ exact: 'https://a.example' }, { prefix: 'https://b.' }, { regex: '.*' }], allowHeaders: [x-a], unmatchedPreflights: IGNORE",
    ),
    [
      'CORS origins: also https://b.*, regex .*',
      'CORS headers: no longer x-b',
      'CORS preflights kept from the backend: none → those of other origins',
    ],
  ],
  [
    'a timeout and no retries',
    v1(),
    v1(', timeout: 1.5s, retries: { attempts: 0 }'),
    [
      'timeout: none → 1.5s',
      'retries: 2 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes → none',
    ],
  ],
  [
    'headers, of which one stays',
    v1(', headers: { request: { set: { a: b } } }'),
    v1(', headers: { request: { set: { a: b, c: d } }, response: { remove: [server] } }'),
    ['headers: also set c: d, remove server in responses'],
  ],
  [
    'a mirror',
    v1(),
    v1(`, mirrors: [{ destination: { host: shop, subset: v2 }, percentage: { value: 10 } }]`),
    [`mirrors: none → ${SHOP} v2 10 %`],
  ],
  [
    'the backend alone',
    v1(),
    v1(', rewrite: { uri: /new, authority: new.example }'),
    ['path at the backend: as it is sent → /new', 'host at the backend: as it is sent → new.example'],
  ],
  [
    'a redirect in place of a backend',
    v1(),
    '{ redirect: { authority: www.example.com } }',
    [`verdict: ${SHOP}:80 v1 100 % → redirect (301) to https://www.example.com`],
  ],
  [
    'a redirect to another place',
    '{ redirect: { authority: www.example.com } }',
    '{ redirect: { authority: www2.example.com } }',
    ['redirects to: https://www.example.com → https://www2.example.com'],
  ],
  [
    'a fault for some',
    v1(),
    v1(', fault: { abort: { httpStatus: 503, percentage: { value: 20 } } }'),
    [`verdict: ${SHOP}:80 v1 100 % → 503 for 20 %, else ${SHOP}:80 v1 100 %`],
  ],
  [
    'shares of which one has no pods',
    `{ route: [${to('v1', 1)}, ${to('v2', 2)}] }`,
    `{ route: [${to('v1', 1)}, ${to('v3', 2)}] }`,
    [`verdict: ${SHOP}:80 v1 33.33 %, v2 66.67 % → ${SHOP}:80 v1 33.33 %, v3 66.67 % (unavailable)`],
  ],
])('%s: one line for each thing that happens', (_, before, after, lines) => {
  const { traffic, exposure } = linesOf(mesh(before), mesh(after));
  expect(exposure).toEqual([]);
  expect(traffic.map(({ told }) => told.lines)).toEqual([lines]);
});

describe('who gets to what', () => {
  const textsOf = ({ exposure }: RequestLines): readonly string[] => exposure.map(({ told }) => told.sign + told.text);
  const GATEWAY = 'from gateway istio=ingressgateway';

  test.each([
    { change: 'comes', sign: '+reachable', meets: `${SHOP}:80 v1 100 %` },
    { change: 'goes', sign: '-unreachable', meets: 'not found' },
  ])('a host that $change is told once, not again for its redirect from HTTP', ({ change, sign, meets }) => {
    const one = mesh(v1(), { hosts: 'www.example.com' });
    const two = mesh(v1(), { hosts: 'www.example.com, shop.example.com' });
    const [before, after] = change === 'comes' ? [one, two] : [two, one];
    expect(textsOf(linesOf(before, after))).toEqual([
      `${sign}: https://shop.example.com (and http, which redirects) ${GATEWAY}: GET / → ${meets}`,
    ]);
  });

  test('a redirect that comes alone is told', () => {
    const both = mesh(v1(), { hosts: 'shop.example.com' });
    const httpsOnly = both.replace(/ {4}- port: \{ number: 80,[^]*?httpsRedirect: true \}\n/, '');
    expect(textsOf(linesOf(httpsOnly, both))).toEqual([
      `+reachable: http://shop.example.com ${GATEWAY}: GET / → redirect (301) to https://shop.example.com`,
    ]);
  });

  test('what is refused is told, whatever else changes', () => {
    const deny = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: team, namespace: shop }
spec:
  action: DENY
  selector: { matchLabels: { app: shop } }
  rules:
    - to: [{ operation: { paths: [/admin] } }]
      when: [{ key: 'request.headers[x-team]', notValues: [ops] }]
`;
    const lines = linesOf(mesh(v1()), mesh(`{ route: [${to('v2')}] }`) + deny);
    expect(textsOf(lines)[0]).toBe(`-unreachable: https://shop.example.com ${GATEWAY}: GET /admin → denied (403)`);
    expect(lines.traffic.map(({ told }) => told.heading)).toEqual([
      `https://shop.example.com ${GATEWAY}: GET /admin with x-team: ops; GET any other path (also with x-team: ops)`,
    ]);
  });

  test('callers and hosts of which the same is told stand together', () => {
    const allow = (callers: string): string => `
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ name: http, port: 80 }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: shop }
spec: { selector: { matchLabels: { app: api } }, rules: [{ from: [{ source: { principals: [${callers}] } }] }] }
`;
    const callers = Array.from('abcdefghij', (name) => `cluster.local/ns/shop/sa/${name}`);
    const lines = linesOf(allow(callers[0]!), allow(callers.join()));
    expect(textsOf(lines)).toEqual([
      '+allowed: http://api.shop.svc.cluster.local from shop/b, shop/c, shop/d, shop/e, shop/f, shop/g, shop/h, shop/i, and 1 more: GET / → api.shop.svc.cluster.local:80 100 %',
    ]);
  });

  const at = (...prefixes: readonly string[]): string => {
    const matches = prefixes.map((prefix) => `{ uri: { prefix: ${prefix} } }`);
    return mesh(`{ match: [${matches.join()}], route: [${to('v1')}] }`);
  };

  test('a prefix is told as one, and paths beyond eight are counted, unless all is asked for', () => {
    const names = Array.from('bcdefghijk', (name) => `/${name}`);
    const [before, after] = [at('/a'), at('/a', ...names)];
    const brief = names.slice(0, 8).map((name) => `${name} and below`);
    expect(textsOf(linesOf(before, after))[0]).toContain(`GET ${brief.join(', ')}, and 2 more →`);
    const all = names.flatMap((name) => [name, `${name}/x`]);
    expect(textsOf(linesOf(before, after, true))[0]).toContain(`GET ${all.join(', ')} →`);
  });
});

test.each<readonly [what: string, before: string, after: string, requests: string]>([
  [
    'with and without what no longer matters',
    `${canary('v1')}, ${v1()}`,
    `{ route: [${to('v2')}] }`,
    'GET / (also with x-canary: true)',
  ],
  ['with what matters', `${canary('v2')}, ${v1()}`, v1(), 'GET / with x-canary: true'],
  [
    'of several methods and paths',
    `${only("method: { exact: POST }, uri: { prefix: '/a' }")}, ${only("uri: { exact: '/b' }")}, ${v1()}`,
    `${only("method: { exact: POST }, uri: { prefix: '/a' }")}, ${only("uri: { exact: '/b' }")}, { route: [${to('v2')}] }`,
    'GET and any other method (PUT) /a and below; GET, any other method (PUT) and POST any other path',
  ],
])('requests %s are told together', (_, before, after, requests) => {
  const { traffic } = linesOf(mesh(before), mesh(after));
  expect(traffic.map(({ told }) => told.heading)).toEqual([
    `https://shop.example.com from gateway istio=ingressgateway: ${requests}`,
  ]);
});
