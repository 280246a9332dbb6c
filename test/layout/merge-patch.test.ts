import fc from 'fast-check';
import type { JsonMap } from '../../src/model/json';
import { mergePatch } from '../../src/layout/merge-patch';
import { strategicMerge } from '../../src/read/kustomize/strategic-merge';
import { runs } from '../fixtures/runs';
import { similarValues } from './json-values';

test.each<[string, JsonMap, JsonMap, JsonMap]>([
  ['a scalar', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
  ['a field more', { a: {} }, { a: { b: { c: [] } } }, { a: { b: { c: [] } } }],
  ['a field less', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, { a: { b: null } }],
  ['a field that becomes empty', { a: { b: 1 } }, { a: {} }, { a: { b: null } }],
  ['a list', { a: [1, 2], b: [3] }, { a: [1, 4], b: [3] }, { a: [1, 4] }],
  ['nothing', { a: [{ b: 1 }] }, { a: [{ b: 1 }] }, {}],
])('%s', (_, from, to, patch) => {
  expect(mergePatch(from, to, false)).toEqual(patch);
});

test.each<[string, JsonMap, JsonMap]>([
  ['a list in the place of a number', { a: 1 }, { a: [1] }],
  ['a number in the place of a string, whose quotes stay', { a: '1' }, { a: 1 }],
  ['a map in the place of a list', { a: [1] }, { a: { b: 1 } }],
  ['null, which would remove the field', { a: 1 }, { a: null }],
  ['null inside of what is added', {}, { a: { b: null } }],
  ['a field without a name', { a: { '': 1 }, b: 1 }, { a: { '': 1 }, b: 2 }],
  ['a field that is an order to kustomize', {}, { a: { $patch: 'replace' } }],
])('kustomize cannot merge %s', (_, from, to) => {
  expect(mergePatch(from, to, false)).toBeUndefined();
});

test('lists of built-in kinds are not merged, because kustomize would match their items', () => {
  const ports = (port: number): JsonMap => ({ spec: { type: `T${port}`, ports: [{ port }] } });
  expect(mergePatch(ports(80), ports(81), true)).toBeUndefined();
  expect(mergePatch(ports(80), { spec: { type: 'T', ports: [{ port: 80 }] } }, true)).toEqual({ spec: { type: 'T' } });
});

test('merging the patch gives the other object', () => {
  let patches = 0;
  fc.assert(
    fc.property(similarValues, ([from, to]) => {
      const patch = mergePatch(from, to, false);
      if (patch === undefined) return;
      patches++;
      expect(strategicMerge(from, patch, 'networking.istio.io/v1')).toEqual(to);
    }),
    { numRuns: runs(1000) },
  );
  expect(patches).toBeGreaterThan(runs(200));
});
