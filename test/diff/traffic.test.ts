import { diffTraffic, TrafficDiff } from '../../src/diff/traffic/traffic-diff';
import { TrafficSide } from '../../src/diff/traffic/side';
import { Mesh } from '../../src/mesh/mesh';
import { trees } from './trees';

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ['*.example.com']
      tls: { mode: SIMPLE, credentialName: edge-tls }
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: ['*.example.com']
      tls: { httpsRedirect: true }
`;
const RULE = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop, namespace: shop }
spec:
  host: shop.shop.svc.cluster.local
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
`;

/** @param http rules as YAML in flow style */
function routes(http: string, others = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec: { hosts: [shop.example.com], gateways: [istio-system/edge], http: ${http}${others} }
`;
}

const to = (subset: string, port = 80): string =>
  `{ destination: { host: shop.shop.svc.cluster.local, subset: ${subset}, port: { number: ${port} } } }`;

function diffOf(before: string, after: string): TrafficDiff {
  const side = (yaml: string): TrafficSide => new TrafficSide(new Mesh(trees({ mesh: yaml }).get('mesh')!));
  return diffTraffic(side(before), side(after));
}

function meshOf(...objects: readonly string[]): string {
  return [GATEWAY, RULE, ...objects].join('---\n');
}

/** Which requests meet something else, and in what: `https GET /x: weight`. */
function essence({ traffic }: TrafficDiff): readonly string[] {
  return traffic.flatMap(({ requests, aspects }) =>
    requests.map(({ method, url, headers }) => {
      const { protocol, pathname } = new URL(url);
      const conditions = Object.entries(headers).map(([name, value]) => ` ${name}=${value}`);
      return `${protocol.slice(0, -1)} ${method} ${pathname}${conditions.join('')}: ${aspects.join(', ')}`;
    }),
  );
}

const ALL_TO_V1 = routes(`[{ route: [${to('v1')}] }]`);

describe('requests meet something else', () => {
  test.each([
    {
      change: 'of the shares of a canary',
      before: `[{ route: [{ ${to('v1').slice(1, -1)}, weight: 90 }, { ${to('v2').slice(1, -1)}, weight: 10 }] }]`,
      after: `[{ route: [{ ${to('v1').slice(1, -1)}, weight: 50 }, { ${to('v2').slice(1, -1)}, weight: 50 }] }]`,
      expected: ['https GET /: weight'],
    },
    {
      change: 'of a path that gets a rule of its own, and of nothing else',
      before: `[{ route: [${to('v1')}] }]`,
      after: `[{ match: [{ uri: { prefix: /search } }], route: [${to('v2')}] }, { route: [${to('v1')}] }]`,
      expected: ['https GET /search: destination', 'https GET /search/x: destination'],
    },
    {
      change: 'of a header that chooses a version',
      before: `[{ route: [${to('v1')}] }]`,
      after: `[{ match: [{ headers: { x-new: { exact: 'yes' } } }], route: [${to('v2')}] }, { route: [${to('v1')}] }]`,
      expected: ['https GET / x-new=yes: destination'],
    },
    {
      change: 'of rules that come in another order',
      before: `[{ match: [{ uri: { prefix: /a } }], route: [${to('v1')}] }, { match: [{ method: { exact: POST } }], route: [${to('v2')}] }]`,
      after: `[{ match: [{ method: { exact: POST } }], route: [${to('v2')}] }, { match: [{ uri: { prefix: /a } }], route: [${to('v1')}] }]`,
      expected: ['https POST /a: destination', 'https POST /a/x: destination'],
    },
    {
      change: 'of a timeout and of retries',
      before: `[{ route: [${to('v1')}], timeout: 15s }]`,
      after: `[{ route: [${to('v1')}], timeout: 10s, retries: { attempts: 5 } }]`,
      expected: ['https GET /: timeout, retries'],
    },
    {
      change: 'of a path that is rewritten',
      before: `[{ match: [{ uri: { prefix: /old } }], route: [${to('v1')}] }]`,
      after: `[{ match: [{ uri: { prefix: /old } }], route: [${to('v1')}], rewrite: { uri: /new } }]`,
      expected: ['https GET /old: rewrite', 'https GET /old/x: rewrite'],
    },
    {
      change: 'of a pattern, by a request that it takes',
      before: `[{ match: [{ uri: { regex: '/v[12]/items/\\d+' } }], route: [${to('v1')}] }]`,
      after: `[{ match: [{ uri: { regex: '/v[12]/items/\\d+' } }], route: [${to('v2')}] }]`,
      expected: ['https GET /v1/items/0: destination'],
    },
    {
      change: 'of headers and of mirrors',
      before: `[{ route: [${to('v1')}] }]`,
      after: `[{ route: [${to('v1')}], headers: { request: { set: { x-a: b } } } }]`,
      expected: ['https GET /: other'],
    },
  ])('$change', ({ before, after, expected }) => {
    expect(essence(diffOf(meshOf(routes(before)), meshOf(routes(after))))).toEqual(expected);
  });
});

test('requests of paths that the policies behind a host admit meet something else, where all others are denied', () => {
  const policy = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec: { selector: { matchLabels: { app: shop } }, rules: [{ to: [{ operation: { paths: [/api/*] } }] }] }
`;
  const share = (weight: number): string =>
    routes(
      `[{ route: [{ ${to('v1').slice(1, -1)}, weight: ${weight} }, { ${to('v2').slice(1, -1)}, weight: ${100 - weight} }] }]`,
    );
  expect(essence(diffOf(meshOf(policy, share(90)), meshOf(policy, share(50))))).toEqual(['https GET /api/x: weight']);
});

describe('a refactoring changes nothing that requests meet', () => {
  const SEARCH = `{ match: [{ uri: { prefix: /search } }], timeout: 3s, route: [${to('v2')}] }`;
  const REST = `{ route: [${to('v1')}] }`;
  const DELEGATE = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: search, namespace: shop }
spec: { http: [{ timeout: 3s, route: [${to('v2')}] }] }
`;

  test.each([
    ['rules that get names', routes(`[${SEARCH}, ${REST}]`), routes(`[{ name: search, ${SEARCH.slice(1)}, ${REST}]`)],
    [
      'a rule that is handed on to a delegate',
      routes(`[${SEARCH}, ${REST}]`),
      [routes(`[{ match: [{ uri: { prefix: /search } }], delegate: { name: search } }, ${REST}]`), DELEGATE].join(
        '---\n',
      ),
    ],
    ['a rule that no request gets to', routes(`[${REST}]`), routes(`[${REST}, ${SEARCH}]`)],
    [
      'weights of another total',
      routes(`[{ route: [{ ${to('v1').slice(1, -1)}, weight: 90 }, { ${to('v2').slice(1, -1)}, weight: 10 }] }]`),
      routes(`[{ route: [{ ${to('v2').slice(1, -1)}, weight: 1 }, { ${to('v1').slice(1, -1)}, weight: 9 }] }]`),
    ],
    [
      'rules for paths that have nothing in common, in another order',
      routes(`[{ match: [{ uri: { prefix: /a } }], route: [${to('v1')}] }, ${SEARCH}]`),
      routes(`[${SEARCH}, { match: [{ uri: { prefix: /a } }], route: [${to('v1')}] }]`),
    ],
  ])('%s', (_, before, after) => {
    expect(diffOf(meshOf(before), meshOf(after))).toEqual({ traffic: [], exposure: [], unjudged: [] });
  });

  test('a gateway of another name', () => {
    const before = [GATEWAY, RULE, ALL_TO_V1].join('---\n');
    expect(diffOf(before, before.replaceAll(/\bedge\b/g, 'front'))).toEqual({
      traffic: [],
      exposure: [],
      unjudged: [],
    });
  });
});

describe('who gets to what', () => {
  const exposureOf = (before: string, after: string): readonly string[] =>
    diffOf(before, after).exposure.map(
      ({ change, from, origin, requests }) =>
        `${change}: ${from.join(', ')} → ${origin} ${requests.map(({ url }) => new URL(url).pathname).join(' ')}`,
    );

  test('a host that is served now, and one that no longer is', () => {
    const change = ['reachable: gateway istio=ingressgateway → https://shop.example.com /'];
    expect(exposureOf(meshOf(), meshOf(ALL_TO_V1))).toEqual(change);
    expect(exposureOf(meshOf(ALL_TO_V1), meshOf())).toEqual(change.map((text) => text.replace(/^/, 'un')));
  });

  test('a path that is served now', () => {
    const path = (prefix: string): string => `{ match: [{ uri: { prefix: ${prefix} } }], route: [${to('v1')}] }`;
    expect(exposureOf(meshOf(routes(`[${path('/a')}]`)), meshOf(routes(`[${path('/a')}, ${path('/b')}]`)))).toEqual([
      'reachable: gateway istio=ingressgateway → https://shop.example.com /b /b/x',
    ]);
  });

  test('a caller that is let in, and one that is locked out', () => {
    const allow = (caller: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/web/sa/${caller}] } }] }]
`;
    expect(exposureOf(meshOf(allow('frontend')), meshOf(allow('batch')))).toEqual([
      'locked out: web/frontend → http://shop.shop.svc.cluster.local /',
      'allowed: web/batch → http://shop.shop.svc.cluster.local /',
    ]);
  });
});

describe('an empty exposure may be relied on', () => {
  const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ name: http, port: 80 }] }
`;
  const allow = (rules: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: shop }
spec: { selector: { matchLabels: { app: shop } }, rules: ${rules} }
`;
  const atGateway = (rules: string): string =>
    allow(rules).replace('app: shop', 'istio: ingressgateway').replaceAll('namespace: shop', 'namespace: istio-system');
  const TOKENS = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: shop }
spec: { selector: { matchLabels: { app: shop } }, jwtRules: [{ issuer: https://id.example.com, jwksUri: https://id.example.com/keys }] }
`;
  const mutual = (mode: string): string => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: ${mode} } }
`;
  const config = (mode: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "outboundTrafficPolicy: { mode: ${mode} }" }
`;
  const abort = (app: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop]
  http:
    - match: [{ sourceLabels: { app: ${app} } }]
      fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }
      route: [{ destination: { host: shop } }]
    - route: [{ destination: { host: shop } }]
`;
  const claims = (values: string): string =>
    allow(`[{ when: [{ key: 'request.auth.claims[groups]', values: ${values} }] }]`);
  const source = (what: string): string => allow(`[{ from: [{ source: { ${what} } }] }]`);
  const path = (regex: string): string => routes(`[{ match: [{ uri: { regex: '${regex}' } }], route: [${to('v1')}] }]`);
  const both = (...paths: readonly string[]): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: other, namespace: shop }
spec:
  hosts: [other.example]
  http:
    - match: [${paths.map((regex) => `{ uri: { regex: '${regex}' } }`).join()}]
      route: [${to('v1')}]
`;

  const told = ({ exposure, traffic }: TrafficDiff): readonly string[] =>
    (exposure.length > 0 ? exposure : traffic).flatMap((change) =>
      change.requests.map(({ method, url, claims: token, address, others = [] }) => {
        const { pathname } = new URL(url);
        const what = 'change' in change ? `${change.change}: ` : '';
        const facts = [address, token === undefined ? undefined : JSON.stringify(token)].filter(Boolean).join(' ');
        const where = others.includes('path') ? '(other)' : pathname;
        return `${what}${change.from[0]!}: ${others.includes('method') ? '(other)' : method} ${where} ${facts}`.trim();
      }),
    );

  test.each([
    {
      change: 'a policy for all methods instead of one',
      before: [SERVICE, allow('[{ to: [{ operation: { methods: [GET], paths: [/v1/*] } }] }]')],
      after: [SERVICE, allow('[{ to: [{ operation: { paths: [/v1/*] } }] }]')],
      expected: 'allowed: any other workload in shop: (other) /v1/x',
    },
    {
      change: 'a policy of a gateway for all methods',
      before: [SERVICE, GATEWAY, ALL_TO_V1, RULE, atGateway('[{ to: [{ operation: { methods: [GET] } }] }]')],
      after: [SERVICE, GATEWAY, ALL_TO_V1, RULE, atGateway('[{}]')],
      expected: 'reachable: gateway istio=ingressgateway: (other) /',
    },
    {
      change: 'a policy for all paths',
      before: [SERVICE, allow('[{ to: [{ operation: { paths: [/v1/*] } }] }]')],
      after: [SERVICE, allow('[{}]')],
      expected: 'allowed: any other workload in shop: GET (other)',
    },
    {
      change: 'other labels of senders',
      before: [SERVICE, abort('ratings')],
      after: [SERVICE, abort('productpage')],
      expected: 'shop/productpage: GET /',
    },
    {
      change: 'plain text that is taken',
      before: [SERVICE, mutual('STRICT')],
      after: [SERVICE, mutual('PERMISSIVE')],
      expected: 'allowed: plain text from outside of the mesh: GET /',
    },
    {
      change: 'one more value of a claim',
      before: [SERVICE, TOKENS, claims('[group1]')],
      after: [SERVICE, TOKENS, claims('[group1, group2]')],
      expected:
        'allowed: any other workload in shop: GET / {"sub":"somebody-else","iss":"https://id.example.com","groups":["group2"]}',
    },
    {
      change: 'tokens of whomever',
      before: [SERVICE, TOKENS, source("requestPrincipals: ['https://id.example.com/a*']")],
      after: [SERVICE, TOKENS, source("requestPrincipals: ['*']")],
      expected: 'allowed: any other workload in shop: GET / {"sub":"somebody-else","iss":"https://id.example.com"}',
    },
    {
      change: 'a wider block of addresses',
      before: [SERVICE, source("remoteIpBlocks: ['10.1.2.0/24']")],
      after: [SERVICE, source("remoteIpBlocks: ['0.0.0.0/0']")],
      expected: 'allowed: any other workload in shop: GET / 10.1.1.255',
    },
    {
      change: 'hosts that nothing names',
      before: [SERVICE, config('REGISTRY_ONLY')],
      after: [SERVICE, config('ALLOW_ANY')],
      expected: 'allowed: any other workload in shop: GET /',
    },
    {
      change: 'a wider expression',
      before: [SERVICE, GATEWAY, RULE, path('/old/[0-9]+')],
      after: [SERVICE, GATEWAY, RULE, path('/old/[0-9a-z]+')],
      expected: 'reachable: gateway istio=ingressgateway: GET /old/a',
    },
    {
      change: 'a wider expression, where another route has both',
      before: [SERVICE, GATEWAY, RULE, path('/old/[0-9]+'), both('/old/[0-9]+', '/old/[0-9a-z]+')],
      after: [SERVICE, GATEWAY, RULE, path('/old/[0-9a-z]+'), both('/old/[0-9]+', '/old/[0-9a-z]+')],
      expected: 'reachable: gateway istio=ingressgateway: GET /old/a',
    },
  ])('$change', ({ before, after, expected }) => {
    expect(told(diffOf(before.join('---\n'), after.join('---\n')))).toContain(expected);
    expect(diffOf(after.join('---\n'), after.join('---\n'))).toEqual({ traffic: [], exposure: [], unjudged: [] });
  });

  test('what no request asks for is named', () => {
    const change = (spec: string): string =>
      meshOf(
        ALL_TO_V1,
        `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: lua, namespace: shop }
spec: ${spec}
`,
      );
    const { unjudged } = diffOf(change('{ configPatches: [] }'), change('{ configPatches: [{ applyTo: CLUSTER }] }'));
    expect(unjudged.map(({ about, resources }) => [about, resources.map(({ name }) => name)])).toEqual([
      ['Envoy filters', ['lua']],
    ]);
  });

  test('expressions of which no text tells them apart are named', () => {
    const { traffic, unjudged } = diffOf(meshOf(path('/a/[0-9]+')), meshOf(path('/a/\\d+')));
    expect(traffic).toEqual([]);
    expect(unjudged).toMatchObject([{ resources: [{ kind: 'VirtualService', name: 'shop' }] }]);
  });
});
