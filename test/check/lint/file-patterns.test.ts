import { FilePatterns } from '../../../src/check/lint/file-patterns';

test.each<[lines: string[], fits: string[], fitsNot: string[]]>([
  [['a.yaml'], ['a.yaml', 'b/a.yaml', 'a.yaml/b'], ['aa.yaml', 'a_yaml']],
  [['/a.yaml'], ['a.yaml'], ['b/a.yaml']],
  [['a/'], ['a/b', 'c/a/b'], ['a', 'c/a']],
  [['a/b'], ['a/b', 'a/b/c'], ['c/a/b']],
  [['**/b'], ['b', 'a/b', 'a/c/b/d'], ['ab']],
  [['a/**'], ['a/b', 'a/b/c'], ['a', 'c/a/b']],
  [['a/**/b'], ['a/b', 'a/c/b', 'a/c/d/b'], ['a/cb']],
  [['**'], ['a', 'a/b'], []],
  [['*.y?ml'], ['a.yaml', 'b/.yoml'], ['a.yml', 'a.y/ml']],
  [
    ['[a-c]', '[!x]y'],
    ['b', 'zy'],
    ['d', 'xy'],
  ],
  [
    ['\\#a', '\\!b'],
    ['#a', '!b'],
    ['a', 'b'],
  ],
  [['# a', '', '  ', '/'], [], ['a', '# a']],
  [['*', '!a.yaml'], ['b.yaml'], ['a.yaml', 'c/a.yaml']],
  [['a/', '!a/b'], ['a/c'], ['a/b']],
  [['!a', 'a'], ['a'], []],
  [['[a', 'b'], ['b'], ['[a']],
  [
    ['a*b*c*d*e/', '!a1b2c3d4e/keep', '**/x*y*z*w*[ab]?'],
    ['a1b2c3d4e/f', 'q/xyzwa1'],
    ['a1b2c3d4e/keep', 'q/xyzwc1'],
  ],
  [['*a'.repeat(30) + 'b', '**/a*/'.repeat(30) + 'x'], ['a'.repeat(60) + 'b'], ['a'.repeat(200), 'a/'.repeat(100)]],
])('%j', (lines, fits, fitsNot) => {
  const patterns = new FilePatterns(lines);
  expect(fits.filter((path) => !patterns.match(path))).toEqual([]);
  expect(fitsNot.filter((path) => patterns.match(path))).toEqual([]);
});
