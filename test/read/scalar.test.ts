import { plainScalar } from '../../src/read/scalar';

// As go-yaml v2 and v3 read them; test/conformance/kustomize-build.test.ts compares thousands with the real ones.
test.each<[text: string, kubectl: unknown, kustomize?: unknown]>([
  ['true', true],
  ['TRUE', true],
  ['tRUE', 'tRUE'],
  ['yes', true, 'yes'],
  ['Off', false, 'Off'],
  ['y', true, 'y'],
  ['N', false, 'N'],
  ['~', null],
  ['Null', null],
  ['', null],
  ['0', 0],
  ['-7', -7],
  ['+7', 7],
  ['0777', 511],
  ['0o17', 15],
  ['08', 8],
  ['0x1F', 31],
  ['-0b11', -3],
  ['1_000', 1000],
  ['.5', 0.5],
  ['1.', 1],
  ['1e3', 1000],
  ['-0.0', 0],
  ['1:20', '1:20'],
  ['1e999', '1e999'],
  ['0xfffffffffffffffff', '0xfffffffffffffffff'],
  ['18446744073709551616', 18446744073709552000],
  ['.inf', Infinity],
  ['-.INF', -Infinity],
  ['.nan', NaN],
  ['1.2.3', '1.2.3'],
  ['5s', '5s'],
  ['-', '-'],
  ['2001-01-02', '2001-01-02', '2001-01-02T00:00:00Z'],
  ['2001-02-30', '2001-02-30'],
])('%j is %j to kubectl', (text, kubectl, kustomize = kubectl) => {
  expect(plainScalar(text, 'kubectl')).toBe(kubectl);
  expect(plainScalar(text, 'kustomize')).toBe(kustomize);
});
