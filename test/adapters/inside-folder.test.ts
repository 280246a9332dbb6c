import { isInside } from '../../src/adapters/inside-folder';

test.each([
  ['/work/mesh', '/work/mesh', true],
  ['/work/mesh/a.yaml', '/work/mesh', true],
  ['/work/mesh-2/a.yaml', '/work/mesh', false],
  ['/work', '/work/mesh', false],
  ['/etc/hosts', '/', true],
])('%s is inside %s: %s', (path, folder, expected) => {
  expect(isInside(path, folder)).toBe(expected);
});
