import fc from 'fast-check';
import { LineError, RequestDefaults, RequestLine } from '../../src/replay/line';
import { readRequestLine } from '../../src/replay/request-line';
import { Served } from '../../src/replay/served';
import { meshOf } from '../fixtures/manifests';
import { runs } from '../fixtures/runs';

const MESH = meshOf(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*.example.com'] }
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: ['*.example.com'] }
    - { port: { number: 8000, name: other, protocol: HTTP }, hosts: ['*.example.com'] }
`);

const DEFAULTS: RequestDefaults = { from: 'ingress', headers: {}, served: new Served(MESH) };

function read(line: object, defaults: RequestDefaults = DEFAULTS): RequestLine {
  return readRequestLine(JSON.stringify(line), defaults);
}

function refusalOf(text: string): { readonly message: string; readonly column?: number | undefined } {
  try {
    readRequestLine(text, DEFAULTS);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { message: error.message, column: error.column };
  }
  throw new Error(`${text} is read`);
}

const URL = 'https://shop.example.com/cart?id=7';

function identity(name: string): string {
  return `cluster.local/ns/shop/sa/${name}`;
}

describe('a request of ours', () => {
  test('is a URL at least', () => {
    expect(read({ url: URL })).toEqual({
      request: {
        method: 'GET',
        scheme: 'https',
        host: 'shop.example.com',
        port: 443,
        authority: 'shop.example.com',
        path: '/cart',
        query: 'id=7',
        headers: {},
        from: 'ingress',
      },
    });
  });

  test('says all else that a request can have', () => {
    const as = 'cluster.local/ns/shop/sa/web';
    const line = {
      method: 'post',
      url: URL,
      headers: { 'X-A': 'b' },
      from: 'shop/web',
      as,
      claims: { a: ['b'] },
      address: '10.0.0.1',
    };
    expect(read(line)).toMatchObject({
      request: {
        method: 'POST',
        headers: { 'x-a': 'b' },
        from: 'shop/web',
        principal: as,
        claims: { a: ['b'] },
        address: '10.0.0.1',
      },
    });
  });

  test('has what the command line says where it says nothing itself', () => {
    const defaults = { from: 'shop/web', as: identity('a'), headers: { 'x-a': 'a', 'x-b': 'b' } };
    expect(read({ url: URL }, defaults)).toMatchObject({
      request: { from: 'shop/web', principal: identity('a'), headers: { 'x-a': 'a', 'x-b': 'b' } },
    });
    expect(read({ url: URL, from: 'shop/api', as: identity('b'), headers: { 'X-A': 'c' } }, defaults)).toMatchObject({
      request: { from: 'shop/api', principal: identity('b'), headers: { 'x-a': 'c', 'x-b': 'b' } },
    });
  });

  test('may have what belongs to others, and null for nothing', () => {
    expect(read({ url: URL, id: 17, comment: 'a', method: null, headers: null, from: null, as: null })).toEqual(
      read({ url: URL }),
    );
  });
});

test.each<[what: string, text: string, message: RegExp, column?: number]>([
  [
    'an access log as text',
    '[2026-11-22T04:51:00.000Z] "GET /cart HTTP/2" 200 - via_upstream - "-" 0 5 3 2 "-" "curl" "id" "shop.example.com"',
    /access log as text.*accessLogEncoding: JSON/,
  ],
  ['a method that is none', '{"url":"https://a/","method":"FOO"}', /"FOO" is no method of HTTP/],
  ['an address that is none', '{"url":"https://a/","address":"10.0.0.300"}', /"10.0.0.300" is no IP address/],
  ['no JSON', 'GET https://example.com/', /^this is not JSON: /],
  ['half of an object', '{"url":"https://example.com/"', /^this is not JSON: /, 30],
  ['a comma too many', '{"url":"https://example.com/",}', /^this is not JSON: /, 31],
  ['a text', '"https://example.com/"', /^this is a string: write an object such as/],
  ['a list', '[]', /^this is a list: /],
  ['null', 'null', /^this is a null: /],
  ['an object without a URL', '{"path":"/"}', /^there is no "url"/],
  [
    'a field that is misspelt',
    '{"url":"https://example.com/","header":{"a":"b"}}',
    /^there is no field "header"; did you mean "headers"\?$/,
  ],
  ['a URL that is a number', '{"url":5}', /^"url" is a number: write a string$/],
  [
    'headers that are a list',
    '{"url":"https://example.com/","headers":["a"]}',
    /^"headers" is a list: write an object$/,
  ],
  [
    'a header that is a number',
    '{"url":"https://example.com/","headers":{"a":1}}',
    /^the header "a" is a number: write a string, or a list of strings$/,
  ],
  [
    'a header whose name has a space',
    '{"url":"https://example.com/","headers":{"a b":""}}',
    /"a b" is no name of a header/,
  ],
  ['a URL without a scheme', '{"url":"example.com/"}', /is no URL/],
  ['claims that are a text', '{"url":"https://example.com/","claims":"a"}', /^"claims" is a string/],
])('%s is refused', (...[, text, message, column]) => {
  const refusal = refusalOf(text);
  expect(refusal.message).toMatch(message);
  expect(refusal.column).toBe(column);
});

/** As Istio 1.31 writes it by default, of a gateway. */
const ENTRY = {
  start_time: '2026-11-21T10:00:00.000Z',
  route_name: null,
  method: 'GET',
  path: '/cart?id=7',
  protocol: 'HTTP/2',
  response_code: 200,
  response_flags: '-',
  response_code_details: 'via_upstream',
  connection_termination_details: null,
  bytes_received: 0,
  bytes_sent: 12,
  duration: 3,
  upstream_service_time: '2',
  x_forwarded_for: '203.0.113.7,10.0.0.9',
  user_agent: 'curl/8.5.0',
  request_id: '0b4c1f5e-0d2a-4a4e-9d7b-3a0f6a3f9a52',
  authority: 'shop.example.com',
  upstream_host: '10.0.1.5:8080',
  upstream_cluster: 'outbound|80|v1|shop.default.svc.cluster.local',
  upstream_local_address: '10.0.1.2:40404',
  downstream_local_address: '10.0.1.2:8443',
  downstream_remote_address: '10.0.0.9:51234',
  requested_server_name: 'shop.example.com',
  upstream_transport_failure_reason: null,
};

describe("an entry of Envoy's access log", () => {
  test('is the request, and what became of it', () => {
    expect(read(ENTRY)).toEqual({
      request: {
        method: 'GET',
        scheme: 'https',
        host: 'shop.example.com',
        port: 443,
        authority: 'shop.example.com',
        path: '/cart',
        query: 'id=7',
        headers: { 'user-agent': 'curl/8.5.0', 'x-forwarded-for': '203.0.113.7' },
        from: 'ingress',
        address: '10.0.0.9',
      },
      logged: {
        outcome: 'routed',
        status: 200,
        destination: { host: 'shop.default.svc.cluster.local', subset: 'v1', port: 80 },
      },
    });
  });

  test.each<[string, object, RequestDefaults, object]>([
    [
      'without TLS',
      { requested_server_name: null, downstream_local_address: '10.0.1.2:8080' },
      DEFAULTS,
      { scheme: 'http', port: 80 },
    ],
    [
      'with dashes for nothing',
      { requested_server_name: '-', user_agent: '-' },
      DEFAULTS,
      { scheme: 'http', port: 80 },
    ],
    ['at a port that a gateway serves', { downstream_local_address: '10.0.1.2:8000' }, DEFAULTS, { port: 8000 }],
    ['without its own address', { downstream_local_address: null }, DEFAULTS, { port: 443 }],
    [
      'at an IPv6 address',
      { downstream_local_address: '[::1]:443', downstream_remote_address: '[2001:db8::1]:5' },
      DEFAULTS,
      { port: 443, address: '2001:db8::1' },
    ],
    [
      'of a sidecar, whose address is that of the service',
      { requested_server_name: null, downstream_local_address: '10.96.0.7:8080', authority: 'shop:8080' },
      { from: 'shop/web', headers: {} },
      { scheme: 'http', host: 'shop', port: 8080, authority: 'shop:8080', from: 'shop/web' },
    ],
    [
      'of another host than the connection',
      { authority: 'other.example.com' },
      DEFAULTS,
      { host: 'shop.example.com', authority: 'other.example.com' },
    ],
    [
      'whose Host header a rule has rewritten',
      { authority: 'shop.internal:8080' },
      DEFAULTS,
      { host: 'shop.example.com', authority: 'shop.example.com' },
    ],
    [
      'from a client without a proxy before it',
      { x_forwarded_for: '10.0.0.9' },
      DEFAULTS,
      { headers: { 'user-agent': 'curl/8.5.0' } },
    ],
    [
      'with a header that the command line adds',
      DEFAULTS,
      { ...DEFAULTS, headers: { 'x-canary': 'true' } },
      { headers: { 'x-canary': 'true' } },
    ],
    ['of a scanner', { method: 'PROPFIND' }, DEFAULTS, { method: 'PROPFIND' }],
  ])('%s', (_, fields, defaults, request) => {
    expect(read({ ...ENTRY, ...fields }, defaults)).toMatchObject({ request });
  });

  test.each<[string, object, string]>([
    ['the proxy of a backend wrote', { upstream_cluster: 'inbound|8080||' }, 'inbound'],
    ['is about a connection', { method: null, path: null, authority: null }, 'no request'],
    ['is about no path', { method: 'OPTIONS', path: '*' }, 'no request'],
  ])('that %s is left out', (_, fields, skipped) => {
    expect(read({ ...ENTRY, ...fields })).toEqual({ skipped });
  });

  test('that cannot be understood is refused as any line', () => {
    expect(refusalOf(JSON.stringify({ ...ENTRY, requested_server_name: 'a b' })).message).toMatch(/has a space/);
  });
});

test('whatever stands on a line, it is read, left out or refused', () => {
  const field = fc.constantFrom('url', 'header', '__proto__', ...Object.keys(ENTRY), 'headers', 'from', 'as', 'claims');
  const value = fc.oneof(fc.constantFrom<unknown>(URL, '-', null, '', '/', 0), fc.webUrl(), fc.jsonValue());
  const changes = fc.array(fc.tuple(field, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    changes.map((fields) => JSON.stringify(fields)),
    changes.map((fields) => JSON.stringify({ ...ENTRY, ...fields })),
  );
  fc.assert(
    fc.property(line, (text) => {
      try {
        const read = readRequestLine(text, DEFAULTS);
        if ('request' in read) expect(read.request.path).toMatch(/^\//);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        expect(error.message).not.toMatch(/undefined|\[object/);
      }
    }),
    { numRuns: runs(300) },
  );
});
