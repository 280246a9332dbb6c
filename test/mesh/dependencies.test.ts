import { dependencies } from '../../src/mesh/dependencies';
import { describeIdentity } from '../../src/model/identity';
import { meshOf } from '../fixtures/manifests';

function edgesOf(yaml: string): string[] {
  return [...dependencies(meshOf(yaml))].map(
    ({ from, to, pointer }) => `${describeIdentity(from.identity)} ${pointer} → ${describeIdentity(to.identity)}`,
  );
}

const object = (kind: string, name: string, spec: string, apiVersion = 'networking.istio.io/v1') => `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;

test('everything in a namespace needs the namespace, if the set makes it', () => {
  const namespace = '{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }\n';
  expect(edgesOf(namespace + object('Sidecar', 's', '{}'))).toEqual([
    'Sidecar shop/s /metadata/namespace → Namespace shop',
  ]);
  expect(edgesOf(object('Sidecar', 's', '{}'))).toEqual([]);
});

test('routes need their gateways, delegates, subsets, service entries and services', () => {
  const edges = edgesOf(
    [
      object('Gateway', 'main', '{ servers: [] }'),
      object('DestinationRule', 'reviews', '{ host: reviews, subsets: [{ name: v1 }] }'),
      object('ServiceEntry', 'payments', '{ hosts: [api.payments.example] }'),
      object('Service', 'reviews', '{}', 'v1'),
      object('VirtualService', 'other', '{ http: [] }'),
      object(
        'VirtualService',
        'root',
        `
  hosts: [shop.example.com]
  gateways: [main, mesh]
  http:
    - delegate: { name: other }
    - route:
        - destination: { host: reviews, subset: v1 }
        - destination: { host: api.payments.example }`,
      ),
    ].join(''),
  );
  const root = 'VirtualService shop/root';
  expect(edges.filter((edge) => edge.startsWith(root))).toEqual([
    `${root} /spec/gateways/0 → Gateway shop/main`,
    `${root} /spec/http/0/delegate → VirtualService shop/other`,
    `${root} /spec/http/1/route/0/destination/host → Service shop/reviews`,
    `${root} /spec/http/1/route/0/destination/subset → DestinationRule shop/reviews`,
    `${root} /spec/http/1/route/1/destination/host → ServiceEntry shop/payments`,
  ]);
  expect(edges.filter((edge) => !edge.startsWith(root))).toEqual([
    'DestinationRule shop/reviews /spec/host → Service shop/reviews',
  ]);
});

test('a virtual service that delegates to itself needs itself, which no order can give', () => {
  expect(
    edgesOf(object('VirtualService', 'loop', '{ hosts: [reviews], http: [{ delegate: { name: loop } }] }')),
  ).toEqual(['VirtualService shop/loop /spec/http/0/delegate → VirtualService shop/loop']);
});

test("what dangles is no dependency: it is a rule's business", () => {
  const spec =
    '{ hosts: [a], gateways: [nowhere], http: [{ delegate: { name: nobody } }, { route: [{ destination: { host: b, subset: c } }] }] }';
  expect(edgesOf(object('VirtualService', 'v', spec))).toEqual([]);
});

test.each(['DestinationRule', 'ServiceEntry', 'VirtualService', 'Gateway'])(
  'a %s without a spec needs nothing',
  (kind) => {
    expect(
      edgesOf(`{ apiVersion: networking.istio.io/v1, kind: ${kind}, metadata: { name: a, namespace: shop } }`),
    ).toEqual([]);
  },
);
