import { ExternalSecret, ExternalSecretProps, SecretStore } from '../../../src/constructs/external-secrets';
import { ClusterSecretStore } from '../../../src/constructs/external-secrets';
import { minutes } from '../../../src/model/duration';
import { expectManifests, expectRefusal } from '../golden';

const data = { password: { key: 'shop/database' } };

test('an external secret reads values of a store for a Secret of its own', () => {
  expectManifests(
    (chart) =>
      new ExternalSecret(chart, 'database', {
        namespace: 'shop',
        store: ClusterSecretStore.fromName(chart, 'vault', 'vault'),
        data: { user: { key: 'shop/database', property: 'user', version: '3' }, ...data },
        secretName: 'database-password',
        type: 'kubernetes.io/basic-auth',
        refreshInterval: minutes(90),
      }),
    `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: database, namespace: shop }
spec:
  refreshInterval: 1h30m0s
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  target:
    name: database-password
    creationPolicy: Owner
    deletionPolicy: Retain
    template: { type: kubernetes.io/basic-auth }
  data:
    - secretKey: user
      remoteRef: { key: shop/database, property: user, version: '3' }
    - secretKey: password
      remoteRef: { key: shop/database }
`,
  );
});

test('stores of one namespace and of all say their provider', () => {
  const provider = { vault: { server: 'https://vault.example.com', path: 'secret', version: 'v2' as const } };
  expectManifests(
    (chart) => {
      const store = new SecretStore(chart, 'own', { namespace: 'shop', provider });
      new ClusterSecretStore(chart, 'all', { provider, labels: { team: 'shop' } });
      new ExternalSecret(chart, 'database', { namespace: 'shop', store, data });
    },
    `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: own, namespace: shop }
spec: { provider: { vault: { server: https://vault.example.com, path: secret, version: v2 } } }
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: all, labels: { team: shop } }
spec: { provider: { vault: { server: https://vault.example.com, path: secret, version: v2 } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: database, namespace: shop }
spec:
  refreshInterval: 1h0m0s
  secretStoreRef: { kind: SecretStore, name: own }
  target: { name: database, creationPolicy: Owner, deletionPolicy: Retain, template: { type: Opaque } }
  data:
    - secretKey: password
      remoteRef: { key: shop/database }
`,
  );
});

test('refused is the store of another namespace, which External Secrets would not read', () => {
  expectRefusal((chart) => {
    const store = SecretStore.fromName(chart, 'vault', { name: 'vault', namespace: 'billing' });
    new ExternalSecret(chart, 'database', { namespace: 'shop', store, data });
  }, '[test/database] it is in shop, and cannot use the SecretStore vault of billing: use a ClusterSecretStore, or a SecretStore of the same namespace');
});

test('refused is a Secret without values', () => {
  expectRefusal((chart) => {
    const store = ClusterSecretStore.fromName(chart, 'vault', 'vault');
    new ExternalSecret(chart, 'database', { namespace: 'shop', store, data: {} });
  }, '[test/database] its `data` is empty, so that the Secret would be: name a value');
});

test.each([
  ['a name', 'vault'],
  ['a SecretStore of no namespace', { kind: 'SecretStore', name: 'vault' }],
])('refused is %s instead of a store', (_, store) => {
  const props = { namespace: 'shop', store, data } as unknown as ExternalSecretProps;
  expect(() => {
    expectManifests((chart) => new ExternalSecret(chart, 'it', props), '');
  }).toThrow(/store is (a string|an object): pass a store such as ClusterSecretStore.fromName/);
});

test('refused is the provider that has its values in the object', () => {
  const provider = { fake: { data: [{ key: 'password', value: 'canary-1f0d', version: 'v1' }] } };
  expectRefusal(
    (chart) => new ClusterSecretStore(chart, 'fake', { provider }),
    '[test/fake] the provider "fake" has its values in plain text: name a provider that keeps them',
  );
});
