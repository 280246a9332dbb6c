import { qualifyGateway, VirtualServiceView } from '../../src/mesh/virtual-service';
import { manifestsOf } from '../fixtures/manifests';

function viewOf(spec: string): VirtualServiceView {
  const indented = spec.replace(/^/gm, '  ');
  return new VirtualServiceView(
    manifestsOf(
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v, namespace: shop }\nspec:\n${indented}`,
    )[0]!,
  );
}

describe('hosts of a virtual service', () => {
  test('are fully qualified in its namespace', () => {
    expect(viewOf('hosts: [reviews, shop.example.com, "*"]').hosts).toEqual([
      'reviews.shop.svc.cluster.local',
      'shop.example.com',
      '*',
    ]);
  });

  test('are none for a delegate', () => {
    expect(viewOf('http: []').isDelegate).toBe(true);
    expect(viewOf('hosts: [reviews]').isDelegate).toBe(false);
  });
});

describe('gateways of a virtual service', () => {
  test.each(['hosts: [reviews]', 'gateways: []'])('are the mesh where %s says none', (spec) => {
    expect(viewOf(spec).gateways).toEqual(['mesh']);
  });

  test('are qualified by its namespace, except for the mesh', () => {
    expect(viewOf('gateways: [main, edge/main, mesh]').gateways).toEqual(['shop/main', 'edge/main', 'mesh']);
    expect(qualifyGateway('main', 'shop')).toBe('shop/main');
  });
});

test('targets are the destinations of all protocols and of mirrors, each with its pointer', () => {
  const view = viewOf(`
http:
  - redirect: { uri: / }
  - route: [{ destination: { host: reviews, subset: v1 } }, { destination: { host: api.example.com } }]
    mirror: { host: mirror, subset: v2 }
    mirrors: [{ destination: { host: mirrors } }]
tls:
  - match: [{ sniHosts: [a.com] }]
    route: [{ destination: { host: tls } }]
tcp:
  - route: [{ destination: { host: tcp } }]`);
  const inShop = (name: string) => `${name}.shop.svc.cluster.local`;
  expect([...view.targets]).toEqual([
    { host: inShop('reviews'), subset: 'v1', pointer: '/spec/http/1/route/0/destination' },
    { host: 'api.example.com', subset: undefined, pointer: '/spec/http/1/route/1/destination' },
    { host: inShop('tls'), subset: undefined, pointer: '/spec/tls/0/route/0/destination' },
    { host: inShop('tcp'), subset: undefined, pointer: '/spec/tcp/0/route/0/destination' },
    { host: inShop('mirror'), subset: 'v2', pointer: '/spec/http/1/mirror' },
    { host: inShop('mirrors'), subset: undefined, pointer: '/spec/http/1/mirrors/0/destination' },
  ]);
});

test('delegates are in its own namespace unless they say otherwise', () => {
  const view = viewOf(
    'http: [{ match: [{ port: 80 }], delegate: { name: a } }, { route: [] }, { delegate: { name: b, namespace: other } }]',
  );
  expect([...view.delegates()]).toEqual([
    { namespace: 'shop', name: 'a', pointer: '/spec/http/0/delegate', match: [{ port: 80 }] },
    { namespace: 'other', name: 'b', pointer: '/spec/http/2/delegate', match: [] },
  ]);
});

test('routes are the lists of weighted destinations of all protocols, each with its pointer', () => {
  const view = viewOf('http: [{ redirect: {} }, { route: [{ weight: 1 }] }]\ntcp: [{ route: [{ weight: 2 }] }]');
  expect([...view.routes]).toEqual([
    { protocol: 'http', shares: [{ weight: 1 }], pointer: '/spec/http/1/route' },
    { protocol: 'tcp', shares: [{ weight: 2 }], pointer: '/spec/tcp/0/route' },
  ]);
});

test('paths are those that any rule admits', () => {
  const view = viewOf(`
http:
  - match: [{ uri: { exact: /a } }, { uri: { prefix: /b } }]
  - match: [{ uri: { regex: /c.* } }, { headers: { x: { exact: y } } }]
  - match: []
  - name: without a match`);
  expect(view.paths()).toEqual([
    { type: 'exact', value: '/a' },
    { type: 'prefix', value: '/b' },
    { type: 'regex', value: '/c.*' },
    { type: 'prefix', value: '/' },
    { type: 'prefix', value: '/' },
    { type: 'prefix', value: '/' },
  ]);
});

test('a virtual service without a spec has nothing', () => {
  const view = new VirtualServiceView(
    manifestsOf(
      '{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: v, namespace: shop } }',
    )[0]!,
  );
  expect([view.hosts, view.gateways, view.paths(), [...view.targets]]).toEqual([[], ['mesh'], [], []]);
});
