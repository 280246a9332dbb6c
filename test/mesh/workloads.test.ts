import { meshOf } from '../fixtures/manifests';

const template = (labels: string): string =>
  `{ template: { metadata: { labels: { ${labels} } }, spec: { containers: [] } } }`;
const { workloads } = meshOf(`
apiVersion: v1
kind: Pod
metadata: { name: pod, namespace: shop, labels: { app: a, tier: x } }
spec: { containers: [] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: set, namespace: shop }
spec: ${template('app: a')}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: rollout, namespace: other }
spec: ${template('app: a, tier: x')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: without-template, namespace: other }
`);
const names = (found: Iterable<{ readonly manifest: { readonly identity: { readonly name: string } } }>): string[] =>
  [...found].map(({ manifest }) => manifest.identity.name);

test('are pods, and what makes pods', () => {
  expect(names(workloads)).toEqual(['pod', 'set', 'rollout']);
});

test.each<[Readonly<Record<string, string>> | undefined, string | undefined, string[]]>([
  [{ app: 'a' }, undefined, ['pod', 'set', 'rollout']],
  [{ app: 'a' }, 'shop', ['pod', 'set']],
  [{ app: 'a', tier: 'x' }, undefined, ['pod', 'rollout']],
  [{ app: 'b' }, undefined, []],
  [{ app: 'a' }, 'nowhere', []],
  [{}, 'shop', ['pod', 'set']],
  [undefined, 'other', ['rollout']],
])('that %j selects in %s are %j', (selector, namespace, found) => {
  expect(names(workloads.selectedBy(selector, namespace))).toEqual(found);
});
