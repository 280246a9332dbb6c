import { parseRequest, WrittenRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, fate, istio, pod } from './meshes';

const gateway = (name: string, servers: string, selector = '{ istio: ingressgateway }'): string =>
  istio('Gateway', name, `{ selector: ${selector}, servers: ${servers} }`);
const web = (name: string, spec: string): string =>
  istio('VirtualService', name, `{ http: [{ route: [{ destination: { host: ${name.split('/')[1]} } }] }], ${spec} }`);
const http = (hosts: string, more = ''): string =>
  `[{ hosts: ${hosts}, port: { name: http, number: 80, protocol: HTTP }${more} }]`;
const https = (hosts: string, name = 'https'): string =>
  `{ hosts: ${hosts}, port: { name: ${name}, number: 443, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: c } }`;

const get = (url: string, objects: readonly string[], more: Omit<WrittenRequest, 'url'> = {}) =>
  answer(parseRequest({ url, ...more }), objects);

test.each<[string, string, string[], string]>([
  [
    'gateways of one selector serve together',
    'web 100',
    [
      gateway('a/one', http('[a.test]')),
      gateway('b/two', http('["*.b.test"]')),
      web('b/web', 'hosts: [x.b.test], gateways: [two]'),
    ],
    'http://x.b.test/',
  ],
  [
    'a gateway for other pods does not',
    '404 not-found',
    [
      gateway('a/one', http('[a.test]')),
      gateway('b/two', http('[b.test]'), '{ istio: egressgateway }'),
      web('b/web', 'hosts: [b.test], gateways: [two]'),
    ],
    'http://b.test/',
  ],
  [
    'a host of one namespace is for its virtual services',
    '404 not-found',
    [gateway('a/one', http('[shop/b.test]')), web('b/web', 'hosts: [b.test], gateways: [a/one]')],
    'http://b.test/',
  ],
  [
    'and only for those',
    'web 100',
    [gateway('a/one', http('[shop/b.test]')), web('shop/web', 'hosts: [b.test], gateways: [a/one]')],
    'http://b.test/',
  ],
  [
    './ is the namespace of the gateway',
    'web 100',
    [gateway('a/one', http('[./b.test]')), web('a/web', 'hosts: [b.test], gateways: [one]')],
    'http://b.test/',
  ],
  [
    'a virtual service is seen where it is exported to',
    '404 not-found',
    [gateway('a/one', http('["*"]')), web('b/web', 'hosts: [b.test], gateways: [a/one], exportTo: [.]')],
    'http://b.test/',
  ],
  [
    'the proxy is in the namespace of its pods, not of the gateway',
    'web 100',
    [
      pod('edge/gateway', '{ istio: ingressgateway }'),
      gateway('a/one', http('["*"]')),
      web('b/web', 'hosts: [b.test], gateways: [a/one], exportTo: [edge]'),
    ],
    'http://b.test/',
  ],
  [
    'a wildcard of a virtual service is for what the gateway has of it',
    '404 not-found',
    [gateway('a/one', http('[x.b.test]')), web('a/web', 'hosts: ["*.b.test"], gateways: [one]')],
    'http://y.b.test/',
  ],
  [
    'a virtual service that has nothing for the gateway does not take its host',
    'all 100',
    [
      gateway('a/one', http('["*.test"]')),
      istio('VirtualService', 'a/web', '{ hosts: [b.test], gateways: [one], http: [{ delegate: { name: none } }] }'),
      web('a/all', 'hosts: ["*.test"], gateways: [one]'),
    ],
    'http://b.test/',
  ],
  [
    'a host that asks for TLS redirects, even where no virtual service is for it',
    '301 redirect',
    [gateway('a/one', http('[b.test]', ', tls: { httpsRedirect: true }'))],
    'http://b.test/x',
  ],
  [
    'but not one with a namespace, which no request has',
    '404 not-found',
    [gateway('a/one', http('[a/b.test]', ', tls: { httpsRedirect: true }'))],
    'http://b.test/x',
  ],
  [
    'each HTTPS server has its own hosts',
    '404 not-found',
    [
      gateway('a/one', `[${https('[b.test]', 'b')}, ${https('[c.test]', 'c')}]`),
      web('a/web', 'hosts: [c.test], gateways: [one]'),
    ],
    'https://b.test/',
  ],
  [
    'the port of a service leads to the port of its pods',
    'web 100',
    [
      pod('edge/gateway', '{ istio: ingressgateway }'),
      istio(
        'Service',
        'edge/gateway',
        '{ selector: { istio: ingressgateway }, ports: [{ port: 80, targetPort: 8080 }] }',
      ),
      gateway('a/one', '[{ hosts: ["*"], port: { name: http, number: 8080, protocol: HTTP } }]'),
      web('a/web', 'hosts: [b.test], gateways: [one]'),
    ],
    'http://b.test/',
  ],
])('%s: %s', (_, expected, objects, url) => {
  expect(fate(get(url, objects))).toBe(expected);
});

const EDGE = gateway('a/edge', http('["*"]'));
const rules = (name: string, match: string, to: string): string =>
  istio(
    'VirtualService',
    name,
    `{ hosts: [b.test], gateways: [a/edge], http: [{ ${match} route: [{ destination: { host: ${to} } }] }] }`,
  );

test('where two virtual services of one host could both take a request, their age decides, and the answer says so', () => {
  const objects = [EDGE, rules('a/one', 'match: [{ uri: { prefix: /x } }],', 'one'), rules('a/two', '', 'two')];
  const both = [...objects, rules('a/three', 'match: [{ uri: { prefix: /xy } }],', 'three')];
  const doubt = 'several virtual services on one gateway host';
  expect(fate(get('http://b.test/x', objects))).toBe('one 100');
  expect(get('http://b.test/x', objects).doubts).not.toContain(doubt);
  // What takes every request comes last.
  expect(fate(get('http://b.test/', objects))).toBe('two 100');
  expect(get('http://b.test/xy', both).doubts).toContain(doubt);
  expect(get('http://b.test/x', both).doubts).not.toContain(doubt);
});

test('of two gateways that cannot share a port, age decides which one stays', () => {
  const objects = [gateway('a/one', `[${https('[b.test]')}]`), gateway('a/two', `[${https('[b.test, c.test]')}]`)];
  expect(get('https://b.test/', objects).doubts).toContain('several gateways on one port');
  expect(get('https://d.test/', objects).doubts).not.toContain('several gateways on one port');
});

test.each([
  ['no gateway', [], 'there is no ingress gateway: no Gateway of the mesh is for one'],
  [
    'several that could be it',
    [gateway('a/one', http('["*"]'), '{ app: one }'), gateway('a/two', http('["*"]'), '{ app: two }')],
    '"ingress" could be the pods of several gateways; name one of them instead: a/one, a/two',
  ],
])('%s is no ingress', (_, objects, message) => {
  expect(() => get('http://b.test/', [web('a/web', 'hosts: [b.test]'), ...objects])).toThrow(new RangeError(message));
});

test('a sender that the mesh does not have is refused, with the one that was meant', () => {
  expect(() => get('http://b.test/', [EDGE], { from: 'a/edg' })).toThrow(
    new RangeError('there is no gateway or workload "a/edg"; did you mean "a/edge"?'),
  );
});

test('what is behind a proxy that the mesh trusts comes by the scheme that it says', () => {
  const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "{ defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } }" }
`;
  const objects = [
    gateway('a/one', http('["*"]', ', tls: { httpsRedirect: true }')),
    web('a/web', 'hosts: [b.test], gateways: [one]'),
  ];
  const headers = { 'x-forwarded-proto': 'https' };
  expect(fate(get('http://b.test/', [...objects, config], { headers }))).toBe('web 100');
  expect(fate(get('http://b.test/', objects, { headers }))).toBe('301 redirect');
});

describe('the pods of a gateway', () => {
  const made = (annotations: string, container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: edge, namespace: infra }
spec:
  template:
    metadata: { labels: { istio: edge }, annotations: ${annotations} }
    spec: { containers: [${container}] }
`;
  const service = istio('Service', 'infra/edge', '{ selector: { istio: edge }, ports: [{ port: 80, name: http }] }');
  const ask = (...objects: readonly string[]): string =>
    fate(get('http://edge.infra/', [service, ...objects], { from: 'shop/web', as: 'cluster.local/ns/shop/sa/web' }));

  test.each([
    ['the injector makes their proxy', made("{ inject.istio.io/templates: 'sidecar, gateway' }", '{ name: a }')],
    ['their proxy is written out', made('{}', '{ name: istio-proxy, args: [proxy, router] }')],
  ])('listen where Gateways say alone: %s', (_, deployment) => {
    expect(ask(deployment)).toBe('503 unavailable');
    const wide = gateway('infra/all', http('["*"]'), '{}');
    const plain = istio('DestinationRule', 'infra/edge', '{ host: edge, trafficPolicy: { tls: { mode: DISABLE } } }');
    expect(ask(deployment, wide, plain)).toBe('404 not-found');
  });

  test('are told from others', () => {
    expect(ask(made('{}', '{ name: istio-proxy, args: [proxy, sidecar] }'))).toBe('edge 100');
  });
});
