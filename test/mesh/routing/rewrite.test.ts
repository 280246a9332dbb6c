import { pathRewrite } from '../../../src/mesh/routing/rewrite';
import { queryParameter } from '../../../src/mesh/routing/routed-request';

const rewritten = (path: string, match: string, rewrite: string): string =>
  pathRewrite({ uriRegexRewrite: { match, rewrite } }, undefined)!({
    method: 'GET',
    scheme: 'http',
    authority: 'a',
    path,
    query: '',
    headers: {},
  });

test.each([
  ['/a/b', '/(a)/(b)', '/\\2/\\1', '/b/a'],
  ['/a/b', '/(a)|/(c)', '<\\1\\2>', '<a>/b'],
  ['/a', 'a', '\\0\\\\', '/a\\'],
  ['/a.b.', '[ab]*', 'x', 'x/x.x.x'],
  ['/aa', 'a', 'b', '/bb'],
  ['/a', 'z', 'b', '/a'],
])('in %s, /%s/ by %s gives %s, as RE2 does', (path, match, rewrite, expected) => {
  expect(rewritten(path, match, rewrite)).toBe(expected);
});

test.each([
  ['a=1&b=2', 'b', '2'],
  ['a=1&a=2', 'a', '1'],
  ['a', 'a', ''],
  ['a=', 'a', ''],
  ['a=b=c', 'a', 'b=c'],
  ['ab=1', 'a', undefined],
  ['&&a=1', 'a', '1'],
  ['', 'a', undefined],
  ['%61=1', 'a', undefined],
  ['b&a=1', 'b', ''],
])('in the query %s, %s is %s', (query, name, value) => {
  expect(queryParameter(query, name)).toBe(value);
});
