import fc from 'fast-check';
import { normalizePath } from '../../../src/mesh/routing/path';

test.each([
  ['/a/b', '/a/b'],
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/../a', '/a'],
  ['/a/..', '/'],
  ['/a/.', '/a/'],
  ['/a//b', '/a//b'],
  ['/a\\b', '/a/b'],
  ['/a/%2e%2E/b', '/b'],
  ['/%61%2d%7E', '/a-~'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a%20b', '/a%20b'],
  ['/a<b', '/a%3Cb'],
  ['/ä', '/%C3%A4'],
])('proxies make of %s the path %s', (path, normalized) => {
  expect(normalizePath(path, 'BASE')).toBe(normalized);
});

test.each([
  ['NONE', '/a//%62/../c', '/a//%62/../c'],
  ['BASE', '/a//%62%2Fc', '/a//b%2Fc'],
  ['MERGE_SLASHES', '/a//%62%2Fc', '/a/b%2Fc'],
  ['DECODE_AND_MERGE_SLASHES', '/a//%62%2F%5Cc', '/a/b/c'],
] as const)('with %s they make of %s the path %s', (how, path, normalized) => {
  expect(normalizePath(path, how)).toBe(normalized);
});

test('they refuse a path with a zero byte', () => {
  expect(normalizePath('/a%00', 'BASE')).toBeUndefined();
  expect(normalizePath('/a%00', 'NONE')).toBe('/a%00');
});

const path = fc.array(fc.constantFrom('/', 'a', '.', '..', '%2e', '%41', '%2F', '\\', '~', '%'), { maxLength: 12 });

test('what is normalized stays as it is', () => {
  fc.assert(
    fc.property(path, fc.constantFrom('BASE' as const, 'MERGE_SLASHES' as const), (parts, how) => {
      const once = normalizePath(`/${parts.join('')}`, how)!;
      // What undoing an escape lays bare may be another one: a single look is all that proxies take.
      fc.pre(!/%(2e|41)/i.test(once));
      expect(normalizePath(once, how)).toBe(once);
      expect(once.split('/')).not.toContain('..');
    }),
  );
});
