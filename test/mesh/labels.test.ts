import { Labels, mayBothSelect } from '../../src/mesh/labels';

test.each<[Labels | undefined, Labels | undefined, boolean]>([
  [undefined, { app: 'web' }, true],
  [{ app: 'web' }, undefined, true],
  [{ app: 'web' }, { app: 'web', version: 'v1' }, true],
  [{ app: 'web' }, { tier: 'front' }, true],
  [{ app: 'web', version: 'v1' }, { app: 'web', version: 'v2' }, false],
])('that a pod has both %p and %p may be: %p', (one, other, expected) => {
  expect(mayBothSelect(one, other)).toBe(expected);
  expect(mayBothSelect(other, one)).toBe(expected);
});
