import { checkIpBlock } from '../../../src/model/ip-block';
import { namesInBrackets } from '../../../src/mesh/security/claim';
import { parseAddress, rangeMatch } from '../../../src/mesh/security/ip-range';
import { pathTemplateMatch } from '../../../src/mesh/security/path-template';
import { requestPrincipalMatch } from '../../../src/mesh/security/request-principal';
import { caselessMatch, headerMatch, stringMatch } from '../../../src/mesh/security/string-match';
import { findTokens, locationsOf } from '../../../src/mesh/security/token-location';

describe('text', () => {
  test.each<[string, string, boolean]>([
    ['a', 'a', true],
    ['a', 'A', false],
    ['a', 'ab', false],
    ['*', 'a', true],
    ['*', '', false],
    ['a*', 'a', true],
    ['a*', 'ba', false],
    ['*a', 'ba', true],
    ['*a', 'ab', false],
    // A star in other places is a star.
    ['*a*', 'ba*', true],
    ['*a*', 'bab', false],
    ['a*b', 'axb', false],
  ])('%s and %j: %s', (pattern, text, matches) => {
    expect(stringMatch(pattern)(text)).toBe(matches);
  });

  test('a header that is there is any', () => {
    expect(headerMatch('*')('')).toBe(true);
  });

  test('hosts have no case', () => {
    expect(caselessMatch('*.Example.com')('A.EXAMPLE.com')).toBe(true);
    expect(caselessMatch('*.Example.com')('example.com')).toBe(false);
  });
});

describe('templates of paths, as a real Envoy matches them', () => {
  test.each<[string, string, boolean]>([
    ['/a/{*}/c', '/a/b/c', true],
    ['/a/{*}/c', "/a/b@:,!$&()+*='.~_-;x/c", true],
    ['/a/{*}/c', '/a/%C3%A9/c', true],
    ['/a/{*}/c', '/a/[/c', false],
    ['/a/{*}/c', '/a//c', false],
    ['/a/{*}/c', '/a/b/b/c', false],
    ['/a/{*}/', '/a/b/', true],
    ['/a/{*}/', '/a/b', false],
    ['/a/{**}', '/a', false],
    ['/a/{**}', '/a/', true],
    ['/a/{**}', '/a//', true],
    ['/a/{**}', '/a/b/c=', true],
    ['/a/{**}', '/a/[', false],
    ['/{**}.txt', '/a/b.txt', true],
    ['/{**}.txt', '/a/bxtxt', false],
    ['/{*}/{**}', '/a/', true],
  ])('%s and %s: %s', (template, path, matches) => {
    expect(pathTemplateMatch(template)(path)).toBe(matches);
  });
});

describe('blocks of addresses', () => {
  test.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.128.0/17', '10.1.128.1', true],
    ['10.1.128.0/17', '10.1.127.1', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '::1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::ffff:10.0.0.0/104', '::ffff:10.1.2.3', true],
  ])('%s and %s: %s', (block, address, isIn) => {
    expect(checkIpBlock(block)).toBe(block);
    expect(rangeMatch(block)!(parseAddress(address)!)).toBe(isIn);
  });

  test.each(['', 'x', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.1/8/9', '256.0.0.1', '1.2.3.4/'])(
    '%j is none',
    (block) => {
      expect(rangeMatch(block)).toBeUndefined();
    },
  );
});

test.each<[string, readonly string[] | undefined]>([
  ['[a]', ['a']],
  ['[a][b c]', ['a', 'b c']],
  ['[https://x.y/z]', ['https://x.y/z']],
  ['[a[b]]', ['a[b]']],
  ['a', undefined],
  ['[a', undefined],
])('names of claims in %s', (text, names) => {
  expect(namesInBrackets(text)).toEqual(names);
});

test.each<[string, string, string, boolean]>([
  ['iss/sub', 'iss', 'sub', true],
  ['a/b/sub', 'a/b', 'sub', true],
  ['iss', 'iss', '', true],
  ['iss', 'iss', 'sub', false],
  ['*b/sub', 'ab', 'sub', true],
  ['*/sub', '', 'sub', false],
  ['iss/s*', 'iss', 'sub', true],
  ['iss/*', 'iss', '', false],
  ['is*', 'iss', 'sub', true],
  ['*ub', 'iss', 'sub', true],
])('request principal %s, issuer %j, subject %j: %s', (pattern, iss, sub, matches) => {
  expect(requestPrincipalMatch(pattern)({ iss, sub })).toBe(matches);
  expect(requestPrincipalMatch(pattern)(undefined)).toBe(false);
});

describe('where tokens are, as a real Envoy finds them', () => {
  const at = (rule: Parameters<typeof locationsOf>[0], headers: Record<string, string>, query = ''): string[] =>
    findTokens(locationsOf(rule), headers, query).map(({ text }) => text);

  test.each<[string, Record<string, string>, string[]]>([
    ['after the scheme', { authorization: 'Bearer a.b.c' }, ['a.b.c']],
    ['after more space', { authorization: 'Bearer   a.b.c' }, ['a.b.c']],
    ['after other words', { authorization: 'x Bearer a.b.c' }, ['a.b.c']],
    ['with what follows', { authorization: 'Bearer a.b.c d' }, ['a.b.c d']],
    ['nowhere, without a token', { authorization: 'Bearer ' }, []],
    ['the whole value, where no character can be of a token', { authorization: 'Bearer  ###' }, ['Bearer  ###']],
  ])('%s', (_, headers, tokens) => {
    expect(at({}, headers)).toEqual(tokens);
  });

  test('headers, parameters and cookies, each by name', () => {
    const rule = { fromHeaders: [{ name: 'B' }, { name: 'a' }], fromParams: ['q', 'p'], fromCookies: ['d', 'c'] };
    const headers = { a: '1', b: '2', cookie: 'd=6;  c="5"; c=7' };
    expect(at(rule, headers, 'q=4&p=%33')).toEqual(['1', '2', '3', '4', '5', '6']);
  });
});
