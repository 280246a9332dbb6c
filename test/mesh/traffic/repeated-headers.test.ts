import { parseRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, fate, istio } from './meshes';

const gateway = istio(
  'Gateway',
  'shop/edge',
  '{ selector: { istio: ingressgateway }, servers: [{ hosts: ["*"], port: { name: http, number: 80, protocol: HTTP } }] }',
);

/** Whether a rule with this match takes a request. */
function takes(match: string, value: string | readonly string[]): boolean {
  const rules = `[{ match: [{ ${match} }], directResponse: { status: 200 } }, { directResponse: { status: 404 } }]`;
  const routes = istio('VirtualService', 'shop/a', `{ hosts: [a.test], gateways: [edge], http: ${rules} }`);
  const request = parseRequest({ url: 'http://a.test/', headers: { 'x-user': value } });
  return fate(answer(request, [gateway, routes])) === '200 direct';
}

// As Envoy 1.40 answered.
test.each<[match: string, ofBoth: boolean, ofOneWithComma: boolean]>([
  ['exact: alice', true, false],
  ['prefix: ali', true, false],
  ['prefix: bo', true, true],
  ['regex: "al[^,]*"', true, false],
  ['exact: "bob,alice"', false, true],
  ['', true, true],
])('each value of a header that comes twice is asked by itself: { %s }', (match, ofBoth, ofOneWithComma) => {
  expect(takes(`headers: { x-user: { ${match} } }`, ['bob', 'alice'])).toBe(ofBoth);
  expect(takes(`withoutHeaders: { x-user: { ${match} } }`, ['bob', 'alice'])).toBe(!ofBoth);
  expect(takes(`headers: { x-user: { ${match} } }`, 'bob,alice')).toBe(ofOneWithComma);
});

test('what a proxy adds to a header is another value of it for the next', () => {
  const objects = [
    gateway,
    istio(
      'VirtualService',
      'shop/a',
      `{ hosts: [a.test], gateways: [edge], http: [{ headers: { request: { add: { x-user: alice } } },
      route: [{ destination: { host: exit.istio-system.svc.cluster.local } }] }] }`,
    ),
    istio(
      'DestinationRule',
      'istio-system/exit',
      '{ host: exit.istio-system.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }',
    ),
    istio('Service', 'istio-system/exit', '{ selector: { istio: egressgateway }, ports: [{ port: 80, name: http }] }'),
    istio(
      'Gateway',
      'shop/exit',
      '{ selector: { istio: egressgateway }, servers: [{ hosts: ["*"], port: { name: http, number: 80, protocol: HTTP } }] }',
    ),
    istio(
      'VirtualService',
      'shop/b',
      `{ hosts: [a.test], gateways: [exit], http: [{ match: [{ headers: { x-user: { exact: alice } } }],
      directResponse: { status: 200 } }, { directResponse: { status: 404 } }] }`,
    ),
  ];
  const request = parseRequest({ url: 'http://a.test/', headers: { 'x-user': 'bob' } });
  expect(fate(answer(request, objects))).toBe('200 direct');
});
