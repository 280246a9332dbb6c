import type { TrafficAnswer } from '../../../src/mesh/traffic/answer';
import { parseRequest, WrittenRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, fate, istio, pod } from './meshes';

const service = (name: string, ports = '[{ name: http, port: 80 }]'): string =>
  istio('Service', name, `{ selector: { app: ${name.split('/')[1]} }, ports: ${ports} }`);
const rules = (name: string, hosts: string, to: string, more = ''): string =>
  istio('VirtualService', name, `{ hosts: ${hosts}, http: [{ route: [{ destination: { host: ${to} } }] }], ${more} }`);
const sidecar = (spec: string, name = 'shop/default'): string => istio('Sidecar', name, spec);

/** A sender and two services of two namespaces, each with its pods. */
const MESH = [
  pod('shop/buyer', '{ app: buyer }'),
  pod('shop/web', '{ app: web }'),
  pod('stock/items', '{ app: items }'),
  service('shop/web'),
  service('stock/items'),
];

function get(url: string, objects: readonly string[] = [], more: Omit<WrittenRequest, 'url'> = {}): TrafficAnswer {
  return answer(parseRequest({ url, from: 'shop/buyer', ...more }), [...MESH, ...objects]);
}

const WEB = 'web.shop.svc.cluster.local';

test.each<[string, string, string, string[]]>([
  ['a service by its short name', 'web 100', 'http://web/', []],
  ['by its namespace', 'items 100', 'http://items.stock/', []],
  ['by svc', 'items 100', 'http://items.stock.svc/', []],
  ['by its full name', 'items 100', 'http://items.stock.svc.cluster.local/', []],
  ['by its full name with a dot', 'items 100', 'http://items.stock.svc.cluster.local./', []],
  [
    'a virtual service for it',
    'items 100',
    'http://web/',
    [rules('shop/web', '[web]', 'items.stock.svc.cluster.local')],
  ],
  [
    'a virtual service for gateways alone is not for it',
    'web 100',
    'http://web/',
    [rules('shop/web', '[web]', 'items.stock.svc.cluster.local', 'gateways: [edge]')],
  ],
  [
    'a host that nothing but a virtual service knows',
    'web 100',
    'http://a.test/',
    [rules('shop/a', '[a.test]', 'web')],
  ],
  ['on port 80 alone', 'passthrough', 'http://a.test:81/', [rules('shop/a', '[a.test]', 'web')]],
  [
    'a wildcard of a virtual service is for the services that it covers',
    'items 100',
    'http://web/',
    [rules('shop/a', '["*.svc.cluster.local"]', 'items.stock.svc.cluster.local')],
  ],
  [
    'but the narrower one wins',
    'web 100',
    'http://web/',
    [
      rules('shop/a', '["*.svc.cluster.local"]', 'items.stock.svc.cluster.local'),
      rules('shop/b', '["*.shop.svc.cluster.local"]', 'web'),
    ],
  ],
  [
    'a destination without a port is on the port that is asked for',
    '503 unavailable',
    'http://web/',
    [service('shop/other', '[{ name: http, port: 81 }]'), rules('shop/web', '[web]', 'other')],
  ],
  [
    'one that is not exported is passed by',
    'web 100',
    'http://web/',
    [rules('stock/web', `[${WEB}]`, 'items', 'exportTo: [.]')],
  ],
  [
    'one that is for the namespace alone comes first',
    'items 100',
    'http://web/',
    [rules('stock/a', `[${WEB}]`, WEB), rules('shop/b', '[web]', 'items.stock.svc.cluster.local', 'exportTo: [.]')],
  ],
  ['an unknown host', 'passthrough', 'http://a.test/', []],
  [
    'an unknown host, where none may be called',
    '502 not-found',
    'http://a.test/',
    [sidecar('{ outboundTrafficPolicy: { mode: REGISTRY_ONLY } }')],
  ],
  [
    'an empty policy means that none may',
    '502 not-found',
    'http://a.test/',
    [sidecar('{ outboundTrafficPolicy: {} }')],
  ],
  ['a port that nobody knows', 'not-found', 'http://a.test:99/', [sidecar('{ outboundTrafficPolicy: {} }')]],
  [
    'what a Sidecar leaves out is unknown',
    '502 not-found',
    'http://items.stock/',
    [sidecar('{ egress: [{ hosts: ["./*"] }], outboundTrafficPolicy: {} }')],
  ],
  [
    'but for what imported rules send requests to',
    'items 100',
    'http://web/',
    [sidecar('{ egress: [{ hosts: ["./*"] }] }'), rules('shop/web', '[web]', 'items.stock.svc.cluster.local')],
  ],
  [
    'a Sidecar with a selector comes before that of the namespace',
    'items 100',
    'http://items.stock/',
    [
      sidecar('{ egress: [{ hosts: ["./*"] }], outboundTrafficPolicy: {} }', 'shop/all'),
      sidecar('{ workloadSelector: { labels: { app: buyer } }, egress: [{ hosts: ["stock/*"] }] }', 'shop/buyer'),
    ],
  ],
  [
    'that of the root namespace is for those without',
    '502 not-found',
    'http://items.stock/',
    [sidecar('{ egress: [{ hosts: ["./*"] }], outboundTrafficPolicy: {} }', 'istio-system/default')],
  ],
  [
    'a list for one port imports that port alone',
    '503 unavailable',
    'http://web/',
    [
      service('stock/depot', '[{ name: http, port: 80 }, { name: http-b, port: 81 }]'),
      sidecar('{ egress: [{ port: { number: 80, protocol: HTTP, name: http }, hosts: ["*/*"] }] }'),
      istio(
        'VirtualService',
        'shop/web',
        '{ hosts: [web], http: [{ route: [{ destination: { host: depot.stock.svc.cluster.local, port: { number: 81 } } }] }] }',
      ),
    ],
  ],
  [
    'a service entry',
    'one 100',
    'http://one.example/',
    [
      istio(
        'ServiceEntry',
        'shop/one',
        '{ hosts: [one.example], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }',
      ),
    ],
  ],
  [
    'a service entry without endpoints',
    '503 unavailable',
    'http://one.example/',
    [
      istio(
        'ServiceEntry',
        'shop/one',
        '{ hosts: [one.example], resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP }] }',
      ),
    ],
  ],
  [
    'pods that refuse plain text get mutual TLS',
    'web 100',
    'http://web/',
    [istio('PeerAuthentication', 'istio-system/default', '{ mtls: { mode: STRICT } }')],
  ],
  [
    'unless a destination rule says otherwise',
    '503 unavailable',
    'http://web/',
    [
      istio('PeerAuthentication', 'istio-system/default', '{ mtls: { mode: STRICT } }'),
      istio('DestinationRule', 'shop/web', '{ host: web, trafficPolicy: { tls: { mode: DISABLE } } }'),
    ],
  ],
  [
    'who may not call is denied',
    '403 denied',
    'http://web/',
    [
      istio(
        'AuthorizationPolicy',
        'shop/web',
        '{ selector: { matchLabels: { app: web } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/other] } }] }] }',
      ),
    ],
  ],
])('%s: %s', (_, expected, url, objects) => {
  expect(fate(get(url, objects))).toBe(expected);
});

test('a match can be for some senders alone', () => {
  const objects = [
    istio(
      'VirtualService',
      'shop/web',
      '{ hosts: [web], http: [{ match: [{ sourceLabels: { app: buyer } }], directResponse: { status: 418 } }] }',
    ),
  ];
  expect(fate(get('http://web/', objects))).toBe('418 direct');
  // Without a rule that is for them, others have no virtual service at all.
  expect(fate(get('http://web/', objects, { from: 'shop/web' }))).toBe('web 100');
});

test('a principal takes the place of the sender’s own', () => {
  const only = istio(
    'AuthorizationPolicy',
    'shop/web',
    '{ selector: { matchLabels: { app: web } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/x/sa/y] } }] }] }',
  );
  expect(fate(get('http://web/', [only]))).toBe('403 denied');
  expect(fate(get('http://web/', [only], { as: 'cluster.local/ns/x/sa/y' }))).toBe('web 100');
});

test('what is not imported is still there: it gets what goes past the mesh, in plain text', () => {
  const hidden = sidecar('{ egress: [{ hosts: ["./*"] }] }');
  const strict = istio('PeerAuthentication', 'stock/default', '{ mtls: { mode: STRICT } }');
  expect(fate(get('http://items.stock/', [hidden]))).toBe('passthrough');
  expect(fate(get('http://items.stock/', [hidden, strict]))).toBe('503 unavailable');
});

test('pods without sidecars send as they please', () => {
  const stranger =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: x, namespace: shop, labels: { sidecar.istio.io/inject: "false" } }\n';
  const redirected = rules('shop/web', '[web]', 'items.stock.svc.cluster.local');
  expect(fate(get('http://web/', [stranger, redirected], { from: 'shop/x' }))).toBe('web 100');
});

test('of two virtual services for one host the older one counts, and the answer says so', () => {
  const objects = [rules('shop/one', '[web]', 'web'), rules('shop/two', '[web]', 'items.stock.svc.cluster.local')];
  expect(get('http://web/', objects).doubts).toContain('several virtual services on one mesh host');
  expect(get('http://items.stock/', objects).doubts).toEqual([]);
});

test('pods of one destination whose policies differ are a doubt', () => {
  const version = (name: string): string => pod(`shop/web-${name}`, `{ app: web, version: ${name} }`);
  const denied = istio('AuthorizationPolicy', 'shop/v2', '{ selector: { matchLabels: { version: v2 } } }');
  expect(get('http://web/', [version('v2'), denied]).doubts).toContain('pods that differ');
  expect(get('http://web/', [version('v2')]).doubts).toEqual([]);
});

test('a set without services is taken to have those that its rules are about', () => {
  const subset = istio('DestinationRule', 'a/api', '{ host: api, subsets: [{ name: v1, labels: { version: v1 } }] }');
  const api = istio(
    'VirtualService',
    'a/api',
    '{ hosts: [api], http: [{ route: [{ destination: { host: api, subset: v1 } }] }] }',
  );
  const { destinations, doubts } = answer(parseRequest({ url: 'http://api.a/', from: 'a/api' }), [subset, api]);
  expect(destinations).toMatchObject([{ subset: 'v1', port: 80, labels: { app: 'api', version: 'v1' } }]);
  expect(doubts).toEqual(['assumed workload']);
});
