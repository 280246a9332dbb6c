import { meshOf } from '../fixtures/manifests';

const YAML = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ name: http-web, port: 80 }, { name: db, port: 5432, appProtocol: tcp }] }
---
apiVersion: v1
kind: Service
metadata: { name: inner, namespace: shop, annotations: { networking.istio.io/exportTo: '., admin' } }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: wide, namespace: shop }
spec: { hosts: ['*.example.com'], exportTo: [.], ports: [{ number: 443, name: tls, protocol: TLS }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: narrow, namespace: shop }
spec: { hosts: ['*.api.example.com', api.example.org], ports: [{ number: 443, name: tls, protocol: TLS }] }
`;
const { registry } = meshOf(YAML, [{ group: '', kind: 'Service', namespace: 'shop', name: 'foreign' }]);
const nameOf = (host: string, namespace: string, scopes?: ReadonlySet<string>): string | undefined =>
  registry.find(host, namespace, scopes)?.manifest.identity.name;

test('finds what provides a host, where it is seen', () => {
  expect(nameOf('web.shop.svc.cluster.local', 'other')).toBe('web');
  expect(nameOf('inner.shop.svc.cluster.local', 'shop')).toBe('inner');
  expect(nameOf('inner.shop.svc.cluster.local', 'admin')).toBe('inner');
  expect(nameOf('inner.shop.svc.cluster.local', 'other')).toBeUndefined();
});

test('finds the narrowest wildcard that is seen', () => {
  expect(nameOf('v1.api.example.com', 'shop')).toBe('narrow');
  expect(nameOf('www.example.com', 'shop')).toBe('wide');
  expect(nameOf('www.example.com', 'other')).toBeUndefined();
  expect(nameOf('*.v1.api.example.com', 'other')).toBe('narrow');
});

test('asks for those who are said to use it, where somebody is', () => {
  expect(nameOf('inner.shop.svc.cluster.local', 'shop', new Set(['*']))).toBeUndefined();
  expect(nameOf('inner.shop.svc.cluster.local', 'other', new Set(['admin', 'b']))).toBe('inner');
});

test('knows ports by number, name and protocol', () => {
  expect(registry.find('web.shop.svc.cluster.local', 'shop')?.ports).toEqual([
    { number: 80, name: 'http-web', protocol: 'http' },
    { number: 5432, name: 'db', protocol: 'tcp' },
  ]);
});

test.each([
  ['a service that is missing among others of its namespace', 'wbe.shop.svc.cluster.local', true],
  ['a service that is there', 'web.shop.svc.cluster.local', false],
  ["another repository's", 'foreign.shop.svc.cluster.local', false],
  ['a service of a namespace without any', 'web.other.svc.cluster.local', false],
  ['a host outside of the cluster', 'www.example.net', false],
])('is sure or not that nothing is behind %s', (_, host, isSure) => {
  expect(registry.isSurelyUnknown(host)).toBe(isSure);
});

test('knows what a name with dots was meant to be', () => {
  expect(registry.meantBy('web.shop')).toBe('web.shop.svc.cluster.local');
  expect(registry.meantBy('web.shop.svc')).toBe('web.shop.svc.cluster.local');
  expect(registry.meantBy('web.shop.svc.cluster.local')).toBeUndefined();
  expect(registry.meantBy('www.example.net')).toBeUndefined();
});

test('suggests services of the same namespace', () => {
  expect(registry.suggestion('wep.shop.svc.cluster.local')).toBe('; did you mean "web.shop.svc.cluster.local"?');
  expect(registry.suggestion('payments.shop.svc.cluster.local')).toBe('');
});
