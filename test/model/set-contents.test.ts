import { contentsOf } from '../../src/model/set-contents';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

test('the contents of a set are its kinds and namespaces, each once and sorted', () => {
  const manifests = manifestsOf(`
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: a, namespace: shop } }
---
{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: a, namespace: edge } }
---
{ apiVersion: v1, kind: Service, metadata: { name: a, namespace: shop } }`);
  const owned = { identity: manifests[1]!.identity, pointers: ['/spec'], owner: 'somebody', origin: {} };
  expect(contentsOf(new ManifestSet('production', manifests, [], [owned]))).toEqual({
    kinds: [
      { group: '', kind: 'Namespace', isNamespaced: false },
      { group: '', kind: 'Service', isNamespaced: true },
      { group: 'networking.istio.io', kind: 'Sidecar', isNamespaced: true },
    ],
    namespaces: ['edge', 'shop'],
    ownedFields: [owned],
  });
});
