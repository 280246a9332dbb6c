import { meshOf } from '../fixtures/manifests';

const rule = (name: string, host: string, subset: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: shop }
spec: { host: "${host}", subsets: [{ name: ${subset}, labels: { version: v1 } }] }
`;

const mesh = meshOf(
  [
    rule('short', 'reviews', 'by-short-name'),
    rule('again', 'reviews.shop.svc.cluster.local', 'by-full-name'),
    rule('narrow', '*.shop.svc.cluster.local', 'narrow'),
    rule('wide', '*.local', 'wide'),
    rule('all', '*', 'all'),
  ].join(''),
);

describe('destination rules of a host', () => {
  test.each([
    ['reviews.shop.svc.cluster.local', ['by-short-name', 'by-full-name']],
    ['ratings.shop.svc.cluster.local', ['narrow']],
    ['ratings.other.svc.cluster.local', ['wide']],
    ['*.shop.svc.cluster.local', ['narrow']],
    ['shop.svc.cluster.local', ['wide']],
    ['api.example.com', ['all']],
  ])('%s are those of the host itself, else of the narrowest wildcard', (host, subsets) => {
    expect(mesh.destinationRulesOf(host).flatMap((found) => found.subsets)).toEqual(subsets);
  });

  test('are none where no rule covers it', () => {
    expect(meshOf(rule('narrow', '*.example.com', 'x')).destinationRulesOf('example.com')).toEqual([]);
    expect(meshOf('').destinationRulesOf('example.com')).toEqual([]);
  });

  test('know their subsets', () => {
    const [found] = mesh.destinationRulesOf('api.example.com');
    expect(found?.hasSubset('all')).toBe(true);
    expect(found?.hasSubset('wide')).toBe(false);
  });
});

test.each([
  ['main', ['edge/main']],
  ['main, shop/other', ['edge/main', 'shop/other']],
  ['main, gone', undefined],
  ['main, mesh', undefined],
])('the gateways of a virtual service that names %s are known, unless one of them is not there: %p', (names, known) => {
  const mesh = meshOf(`
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: main, namespace: edge }, spec: {} }
---
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: other, namespace: shop }, spec: {} }
---
{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: v, namespace: edge }, spec: { gateways: [${names}] } }`);
  const found = mesh.gatewaysOf(mesh.virtualServices[0]!)?.map(({ manifest }) => manifest.identity);
  expect(found?.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(known);
});

test('gateways are found by namespace and name', () => {
  const gateways = meshOf(`
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: main, namespace: edge }, spec: {} }
---
{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: other, namespace: edge }, spec: {} }`).gateways;
  expect([...gateways.keys()]).toEqual(['edge/main']);
});
