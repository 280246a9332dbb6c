import { parseRequest, WrittenRequest } from '../../src/mesh/traffic/parse-request';
import { routeCommandLine } from '../../src/report/route-command';

test.each<readonly [string, WrittenRequest, string]>([
  ['a URL', { url: 'https://shop.example.com/a?b=1' }, "'GET https://shop.example.com/a?b=1'"],
  [
    'a header that comes twice',
    { url: 'https://shop.example.com/', headers: { 'X-A': ['1', '2'], 'x-b': "it's" } },
    `'GET https://shop.example.com/' --header x-a=1 --header x-a=2 --header 'x-b=it'\\''s'`,
  ],
  [
    'another host, and a sender',
    { method: 'PUT', url: 'http://10.0.0.1/', headers: { host: 'shop' }, from: 'web/cart', address: '10.1.0.1' },
    "'PUT http://10.0.0.1/' --header host=shop --from web/cart --address 10.1.0.1",
  ],
])('asks for %s', (_, request, expected) => {
  expect(routeCommandLine(parseRequest(request), ['--env', 'production'])).toBe(
    `npx istio-gitops route ${expected} --env production`,
  );
});
