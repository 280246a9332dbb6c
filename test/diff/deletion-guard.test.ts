import { deletionName, isSafe, judgeDeletions } from '../../src/diff/deletion-guard';
import type { ObjectChange } from '../../src/diff/change';

function removed(group: string, kind: string, namespace: string, name: string): ObjectChange {
  const identity = { group, kind, namespace, name };
  return { set: 'x', identity, version: 'v1', change: 'removed', category: 'deletions', shares: [], fields: [] };
}

const NAMESPACE = removed('', 'Namespace', '', 'shop');
const ROUTES = removed('networking.istio.io', 'VirtualService', 'default', 'a');

test.each<[kind: string, object: ObjectChange, isGuarded: boolean]>([
  ['Namespace', NAMESPACE, true],
  ['Istio’s Gateway', removed('networking.istio.io', 'Gateway', 'n', 'a'), true],
  ['Gateway of the Gateway API', removed('gateway.networking.k8s.io', 'Gateway', 'n', 'a'), true],
  ['Application', removed('argoproj.io', 'Application', 'n', 'a'), true],
  ['ApplicationSet', removed('argoproj.io', 'ApplicationSet', 'n', 'a'), true],
  ['Kustomization', removed('kustomize.toolkit.fluxcd.io', 'Kustomization', 'n', 'a'), true],
  ['Application of somebody else', removed('app.k8s.io', 'Application', 'n', 'a'), false],
  ['VirtualService', ROUTES, false],
])('%s', (_, object, isGuarded) => {
  const verdict = judgeDeletions([object], { allowed: new Set(), most: 1 });
  expect({ isSafe: isSafe(verdict), guarded: verdict.guarded.length }).toEqual({
    isSafe: !isGuarded,
    guarded: isGuarded ? 1 : 0,
  });
  const allowed = new Set([deletionName(object.identity)]);
  expect(isSafe(judgeDeletions([object], { allowed, most: 0 }))).toBe(true);
});

test('what is named does not count, and what does not go away does not either', () => {
  const others = Array.from({ length: 3 }, (_, i) => removed('', 'ConfigMap', 'n', `c${i}`));
  const judge = (most: number, ...allowed: string[]) =>
    judgeDeletions([...others, { ...ROUTES, change: 'changed' }], { allowed: new Set(allowed), most });
  expect(isSafe(judge(3))).toBe(true);
  expect(judge(2).excess.map(({ name }) => name)).toEqual(['ConfigMap/n/c0', 'ConfigMap/n/c1', 'ConfigMap/n/c2']);
  expect(isSafe(judge(2, 'ConfigMap/n/c1'))).toBe(true);
});

test('a number allows nothing that has to be named, which counts all the same', () => {
  const verdict = judgeDeletions([NAMESPACE, ROUTES], { allowed: new Set(), most: 1 });
  expect(verdict.guarded.map(({ name }) => name)).toEqual(['Namespace/shop']);
  expect(verdict.excess.map(({ name }) => name)).toEqual(['VirtualService/default/a']);
  expect(isSafe(judgeDeletions([NAMESPACE, ROUTES], { allowed: new Set(), most: 2 }))).toBe(false);
});

test('a name is that of one kind in one namespace', () => {
  for (const name of ['Namespace/other', 'Namespace/default/shop', 'namespace/shop', 'VirtualService/shop']) {
    expect(isSafe(judgeDeletions([NAMESPACE], { allowed: new Set([name]), most: 9 }))).toBe(false);
  }
});
