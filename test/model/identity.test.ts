import { describeIdentity, groupOf, identityKey, identityOf } from '../../src/model/identity';

const gateway = { group: 'networking.istio.io', kind: 'Gateway', namespace: 'istio-system', name: 'main-gateway' };

test.each([
  ['networking.istio.io/v1', 'networking.istio.io'],
  ['v1', ''],
])('the group of %s is "%s"', (apiVersion, group) => {
  expect(groupOf(apiVersion)).toBe(group);
});

test('the version is no part of the identity: all versions name the same object', () => {
  const identities = ['v1', 'v1beta1'].map((version) =>
    identityOf({
      apiVersion: `networking.istio.io/${version}`,
      kind: 'Gateway',
      metadata: { namespace: 'istio-system', name: 'main-gateway' },
    }),
  );
  expect(identities).toEqual([gateway, gateway]);
});

test('a cluster-scoped object has the empty namespace', () => {
  expect(identityOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })).toEqual({
    group: '',
    kind: 'Namespace',
    namespace: '',
    name: 'shop',
  });
});

test.each([{ group: 'gateway.networking.k8s.io' }, { kind: 'VirtualService' }, { namespace: '' }, { name: 'other' }])(
  'objects that differ in %p have different keys',
  (difference) => {
    expect(identityKey({ ...gateway, ...difference })).not.toBe(identityKey(gateway));
  },
);

test('sentences name the kind, and the namespace where there is one', () => {
  expect(describeIdentity(gateway)).toBe('Gateway istio-system/main-gateway');
  expect(describeIdentity({ group: '', kind: 'Namespace', namespace: '', name: 'shop' })).toBe('Namespace shop');
});
