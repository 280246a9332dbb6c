import type { TrafficAnswer } from '../../../src/mesh/traffic/answer';
import { parseRequest, WrittenRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, fate, istio, pod } from './meshes';

const EGRESS_POD = `apiVersion: v1
kind: Pod
metadata: { name: egress, namespace: istio-system, labels: { istio: egressgateway, security.istio.io/tlsMode: disabled } }
spec: { serviceAccountName: egress }
`;

/** Requests for a host outside go through the egress gateway, with mutual TLS as far as that. */
const MESH = [
  pod('shop/buyer', '{ app: buyer }'),
  EGRESS_POD,
  istio(
    'Service',
    'istio-system/egress',
    '{ selector: { istio: egressgateway }, ports: [{ name: https, port: 443, targetPort: 8443 }] }',
  ),
  istio(
    'Gateway',
    'istio-system/egress',
    `
  selector: { istio: egressgateway }
  servers:
    - { hosts: [pay.example], port: { name: https, number: 443, protocol: HTTPS }, tls: { mode: ISTIO_MUTUAL } }
`,
  ),
  istio(
    'ServiceEntry',
    'shop/pay',
    '{ hosts: [pay.example], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }',
  ),
];
const RULES = istio(
  'VirtualService',
  'shop/pay',
  `
  hosts: [pay.example]
  gateways: [mesh, istio-system/egress]
  http:
    - match: [{ gateways: [mesh], port: 80 }]
      headers: { request: { set: { x-from: mesh }, add: { x-hops: one } } }
      rewrite: { uri: /v1/ }
      timeout: 3s
      route: [{ destination: { host: egress.istio-system.svc.cluster.local, port: { number: 443 }, subset: pay } }]
    - match: [{ gateways: [istio-system/egress], port: 443 }]
      headers: { request: { remove: [x-from], add: { x-hops: two } } }
      route: [{ destination: { host: pay.example, port: { number: 80 } } }]
`,
);
const rule = (tls: string): string =>
  istio(
    'DestinationRule',
    'shop/egress',
    `{ host: egress.istio-system.svc.cluster.local, subsets: [{ name: pay, trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: ${tls} }] } }] }`,
  );
const MUTUAL = rule('{ mode: ISTIO_MUTUAL, sni: pay.example }');

function get(objects: readonly string[], more: Partial<WrittenRequest> = {}): TrafficAnswer {
  return answer(parseRequest({ url: 'http://pay.example/cards?x=1', from: 'shop/buyer', ...more }), [
    ...MESH,
    RULES,
    ...objects,
  ]);
}

test('a request for the outside goes through the egress gateway', () => {
  const result = get([MUTUAL]);
  expect(fate(result)).toBe('pay 100');
  expect(result).toMatchObject({
    destinations: [{ host: 'pay.example', port: 80 }],
    rewrite: {
      path: '/v1/cards?x=1',
      authority: 'pay.example',
      headers: { request: { remove: ['x-from'], set: {}, add: { 'x-hops': 'one,two' } } },
    },
    applied: { timeout: 3000 },
    doubts: [],
  });
  expect([...new Set(result.trace.map(({ at }) => at))]).toEqual(['shop/buyer', 'istio-system/egressgateway']);
});

test.each([
  ['for want of mutual TLS', rule('{ mode: DISABLE }')],
  ['for a server name that nobody serves', rule('{ mode: ISTIO_MUTUAL, sni: other.example }')],
  ['for want of a server name', rule('{ mode: ISTIO_MUTUAL }')],
])('the gateway refuses it %s, which the sender’s proxy tells', (_, destinationRule) => {
  expect(fate(get([destinationRule]))).toBe('503 unavailable');
});

test('the gateway knows who sends it', () => {
  const policy = (principal: string): string =>
    istio(
      'AuthorizationPolicy',
      'istio-system/egress',
      `{ selector: { matchLabels: { istio: egressgateway } }, rules: [{ from: [{ source: { principals: [${principal}] } }] }] }`,
    );
  expect(fate(get([MUTUAL, policy('cluster.local/ns/shop/sa/buyer')]))).toBe('pay 100');
  expect(fate(get([MUTUAL, policy('cluster.local/ns/shop/sa/other')]))).toBe('403 denied');
});

test('shares of shares are parts of the whole', () => {
  const split = istio(
    'VirtualService',
    'shop/split',
    `
  hosts: [split.test]
  http:
    - route:
        - { weight: 1, destination: { host: egress.istio-system.svc.cluster.local, port: { number: 443 }, subset: pay } }
        - { weight: 3, destination: { host: pay.example } }
      rewrite: { authority: pay.example }
`,
  );
  const result = get([MUTUAL, split], { url: 'http://split.test/' });
  expect(result.destinations.map(({ host, weight }) => [host, weight])).toEqual([
    ['pay.example', 25],
    ['pay.example', 75],
  ]);
  expect(result.outcome).toBe('routed');
});

test('shares that come to different ends say so', () => {
  const half = istio(
    'VirtualService',
    'shop/half',
    '{ hosts: [half.test], http: [{ route: [{ weight: 1, destination: { host: pay.example } }, { weight: 1, destination: { host: none.example } }] }] }',
  );
  const { outcome, status, destinations } = get([MUTUAL, half], { url: 'http://half.test/' });
  expect([outcome, status]).toEqual(['mixed', undefined]);
  expect(destinations.map(({ outcome: own, status }) => [own, status])).toEqual([
    ['routed', undefined],
    ['unavailable', 503],
  ]);
});
