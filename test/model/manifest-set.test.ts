import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

const manifests = manifestsOf(`
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: b, namespace: shop } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: a, namespace: shop } }
---
{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: a, namespace: shop } }
`);
const istioGateway = { group: 'networking.istio.io', kind: 'Gateway', namespace: 'shop', name: 'a' };
const elsewhere = { ...istioGateway, namespace: 'elsewhere' };

describe('a manifest set', () => {
  const set = new ManifestSet('production', manifests, [elsewhere]);

  test('keeps the order that it is given', () => {
    expect([...set]).toEqual(manifests);
    expect(set.size).toBe(4);
    expect(set.name).toBe('production');
  });

  test('finds a manifest by its identity', () => {
    expect(set.get(istioGateway)).toBe(manifests[2]);
    expect(set.get({ ...istioGateway, name: 'c' })).toBeUndefined();
  });

  test('tells kinds of one name apart by their group, and lists each in its order', () => {
    expect(set.ofKind('networking.istio.io', 'Gateway')).toEqual([manifests[0], manifests[2]]);
    expect(set.ofKind('gateway.networking.k8s.io', 'Gateway')).toEqual([manifests[3]]);
    expect(set.ofKind('', 'Service')).toEqual([]);
  });

  test('knows its own objects and those that another repository owns, and no others', () => {
    expect(set.knows(istioGateway)).toBe(true);
    expect(set.isExternal(istioGateway)).toBe(false);
    expect(set.knows(elsewhere)).toBe(true);
    expect(set.isExternal(elsewhere)).toBe(true);
    expect(set.knows({ ...istioGateway, name: 'c' })).toBe(false);
  });

  test('does not change when the list that it was made from does', () => {
    const list = [...manifests];
    const copy = new ManifestSet('copy', list);
    list.pop();
    expect(copy.size).toBe(4);
    expect(Object.isFrozen(copy.manifests)).toBe(true);
  });

  test('has no two manifests of one identity', () => {
    expect(() => new ManifestSet('twice', [...manifests, manifests[0]!])).toThrow(
      new TypeError('manifest set twice: two manifests of one identity'),
    );
  });
});
