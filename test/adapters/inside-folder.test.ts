import { isInside } from '../../src/adapters/inside-folder';

test.each([
  ['/home/ada/mesh', '/home/ada/mesh', true],
  ['/home/ada/mesh/a.yaml', '/home/ada/mesh', true],
  ['/home/ada/mesh-2/a.yaml', '/home/ada/mesh', false],
  ['/home/ada', '/home/ada/mesh', false],
  ['/etc/hosts', '/', true],
])('%s is inside %s: %s', (path, folder, expected) => {
  expect(isInside(path, folder)).toBe(expected);
});
