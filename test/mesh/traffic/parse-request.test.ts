import { parseRequest } from '../../../src/mesh/traffic/parse-request';

const AS = 'cluster.local/ns/shop/sa/web';

test('a request is read with what people leave out', () => {
  expect(parseRequest({ url: 'HTTPS://Shop.Example.com/Cart/../x?a=%20b#part', headers: { 'X-A': '1' } })).toEqual({
    method: 'GET',
    scheme: 'https',
    host: 'shop.example.com',
    port: 443,
    authority: 'Shop.Example.com',
    path: '/Cart/../x',
    query: 'a=%20b',
    headers: { 'x-a': '1' },
    from: 'ingress',
  });
});

test('a port that is not the own one of the scheme is part of the authority', () => {
  expect(parseRequest({ url: 'http://a:8080' })).toMatchObject({
    port: 8080,
    authority: 'a:8080',
    path: '/',
    query: '',
  });
  expect(parseRequest({ url: 'http://a:80' })).toMatchObject({ port: 80, authority: 'a' });
  expect(parseRequest({ url: 'http://[::1]:8080/' })).toMatchObject({ host: '[::1]', authority: '[::1]:8080' });
});

test('a question mark with nothing behind it is kept', () => {
  expect(parseRequest({ url: 'http://a/b?' })).toMatchObject({ path: '/b', query: '', isQueryEmpty: true });
  expect(parseRequest({ url: 'http://a/b' })).not.toHaveProperty('isQueryEmpty');
});

test('a Host header is the authority, and no header', () => {
  expect(parseRequest({ url: 'http://a/', headers: { Host: 'b:1' } })).toMatchObject({
    host: 'a',
    authority: 'b:1',
    headers: {},
  });
});

test('headers that come several times are one, and each value is kept unless proxies join them themselves', () => {
  const headers = { 'X-A': ['1', '2'], 'x-b': ['1'], 'x-c': [], accept: ['a', 'b'], cookie: ['c=1', 'd=2'] };
  expect(parseRequest({ url: 'http://a/', headers })).toMatchObject({
    headers: { 'x-a': '1,2', 'x-b': '1', accept: 'a,b', cookie: 'c=1; d=2' },
    repeatedHeaders: { 'x-a': ['1', '2'] },
  });
});

test('who sends it, and what it proves, are said beside', () => {
  const claims = { sub: 'alice' };
  expect(parseRequest({ method: 'post', url: 'http://a/', from: 'shop/web', as: AS, claims })).toMatchObject({
    method: 'POST',
    from: 'shop/web',
    principal: AS,
    claims,
  });
});

test('an identity may have the scheme that explanations of certificates give it, and then be of any shape', () => {
  expect(parseRequest({ url: 'http://a/', as: `spiffe://${AS}` })).toMatchObject({ principal: AS });
  expect(parseRequest({ url: 'http://a/', as: 'spiffe://vm.example/db' })).toMatchObject({
    principal: 'vm.example/db',
  });
});

test.each([
  [
    'no URL',
    { url: 'shop.example.com/cart' },
    '"shop.example.com/cart" is no URL; write https://shop.example.com/cart or http://…',
  ],
  ['another scheme', { url: 'ftp://a/' }, '"ftp://a/" has scheme ftp; only http and https are known'],
  ['a space', { url: 'http://a/b c' }, '"http://a/b c" has a space; write it as %20'],
  ['no host', { url: 'http:///a' }, '"http:///a" has no host that can be read'],
  ['a user', { url: 'http://me@a/' }, '"http://me@a/" has no host that can be read'],
  ['an impossible port', { url: 'http://a:99999/' }, '"http://a:99999/" has port 99999; ports are 1 to 65535'],
  ['no method', { method: 'GET /', url: 'http://a/' }, '"GET /" is no method of HTTP; did you mean "GET"?'],
  ['a misspelt method', { method: 'GETT', url: 'http://a/' }, '"GETT" is no method of HTTP; did you mean "GET"?'],
  [
    'a part of an identity',
    { url: 'http://a/', as: 'sa/batch' },
    '"sa/batch" is no identity; write all of it, as cluster.local/ns/shop/sa/web',
  ],
  [
    'a scheme twice',
    { url: 'http://a/', as: `spiffe://spiffe://${AS}` },
    `"spiffe://spiffe://${AS}" is no identity; write all of it, as cluster.local/ns/shop/sa/web`,
  ],
  [
    'no address',
    { url: 'http://a/', address: '10.0.0.300' },
    '"10.0.0.300" is no IP address; write one such as 10.0.0.1',
  ],
  ['no header', { url: 'http://a/', headers: { 'x y': '1' } }, '"x y" is no name of a header'],
  ['two hosts', { url: 'http://a/', headers: { host: ['a', 'b'] } }, 'there is more than one host: proxies take one'],
  ['a broken header', { url: 'http://a/', headers: { x: '1\n2' } }, 'the value of header x has a line break'],
])('%s is refused in words', (_, request, message) => {
  expect(() => parseRequest(request)).toThrow(new RangeError(message));
});
