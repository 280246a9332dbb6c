import { bearing, GATEWAY, judge, object, policy, Scene, summary, token } from './fixtures';

const ISSUER = 'https://id.example.com';
const OTHER = 'https://other.example.com';
const rules = (...jwtRules: object[]): string => object('RequestAuthentication', 'tokens', { jwtRules });
const ADA = { iss: ISSUER, sub: 'ada' };
const AT = { exp: 1_800_000_000 };
const headers = (values: Record<string, string>): Scene => ({ request: { headers: values } });

describe('a token', () => {
  test.each<[said: string, what: string, jwtRules: object[], scene?: Scene]>([
    ['allowed', 'none', [{ issuer: ISSUER }]],
    ['allowed', 'of the issuer', [{ issuer: ISSUER }], { request: bearing(ADA) }],
    ['denied 401', 'of another issuer', [{ issuer: ISSUER }], { request: bearing({ iss: OTHER }) }],
    ['denied 401', 'of no issuer', [{ issuer: ISSUER }], { request: bearing({ sub: 'ada' }) }],
    ['allowed', 'of another issuer where nothing is asked', [], { request: bearing({ iss: OTHER }) }],
    ['denied 401', 'that is none', [{ issuer: ISSUER }], headers({ authorization: 'Bearer abc' })],
    ['denied 401', 'of two parts', [{ issuer: ISSUER }], headers({ authorization: 'Bearer YQ.YQ' })],
    ['denied 401', 'that is no JSON', [{ issuer: ISSUER }], headers({ authorization: 'Bearer YQ.YQ.YQ' })],
    [
      'denied 401',
      'without an algorithm',
      [{ issuer: ISSUER }],
      headers({ authorization: `Bearer ${token(ADA, { alg: 'none' })}` }),
    ],
    [
      'denied 401',
      'with a key that is no text',
      [{ issuer: ISSUER }],
      headers({ authorization: `Bearer ${token(ADA, { alg: 'RS256', kid: 1 })}` }),
    ],
    ['denied 401', 'whose subject is no text', [{ issuer: ISSUER }], { request: bearing({ ...ADA, sub: 1 }) }],
    ['denied 401', 'whose end is no number', [{ issuer: ISSUER }], { request: bearing({ ...ADA, exp: 'soon' }) }],
    ['denied 401', 'whose audience is no text', [{ issuer: ISSUER }], { request: bearing({ ...ADA, aud: [1] }) }],
    ['allowed', 'another scheme of authorization', [{ issuer: ISSUER }], headers({ authorization: 'Basic YTpi' })],
    ['allowed', 'a scheme in another case', [{ issuer: ISSUER }], headers({ authorization: 'bearer abc' })],

    [
      'allowed',
      'for the audience',
      [{ issuer: ISSUER, audiences: ['a', 'b'] }],
      { request: bearing({ ...ADA, aud: 'b' }) },
    ],
    [
      'allowed',
      'for several',
      [{ issuer: ISSUER, audiences: ['b'] }],
      { request: bearing({ ...ADA, aud: ['a', 'b'] }) },
    ],
    [
      'allowed',
      'for a URL',
      [{ issuer: ISSUER, audiences: ['https://b/'] }],
      { request: bearing({ ...ADA, aud: 'http://b' }) },
    ],
    [
      'denied 403',
      'for another audience',
      [{ issuer: ISSUER, audiences: ['b'] }],
      { request: bearing({ ...ADA, aud: 'c' }) },
    ],
    ['denied 403', 'for no audience', [{ issuer: ISSUER, audiences: ['b'] }], { request: bearing(ADA) }],

    [
      'allowed',
      'that just ended',
      [{ issuer: ISSUER }],
      { request: { ...bearing({ ...ADA, ...AT }), time: AT.exp + 60 } },
    ],
    [
      'denied 401',
      'that ended',
      [{ issuer: ISSUER }],
      { request: { ...bearing({ ...ADA, ...AT }), time: AT.exp + 61 } },
    ],
    [
      'denied 401',
      'that has not begun',
      [{ issuer: ISSUER }],
      { request: { ...bearing({ ...ADA, nbf: 100 }), time: 39 } },
    ],
    [
      'denied 401',
      'that somebody else has signed',
      [{ issuer: ISSUER }],
      { request: { ...bearing(ADA), areTokensGenuine: false } },
    ],
    ['allowed', 'whose age nobody can tell', [{ issuer: ISSUER }], { request: bearing({ ...ADA, ...AT }) }],
    ['denied 401', 'that is of another age', [{ issuer: ISSUER }], { request: bearing({ ...ADA, exp: 1000 }) }],

    ['allowed', 'of either issuer', [{ issuer: ISSUER }, { issuer: OTHER }], { request: bearing({ iss: OTHER }) }],
    ['denied 401', 'of neither issuer', [{ issuer: ISSUER }, { issuer: OTHER }], { request: bearing({ iss: 'x' }) }],
    [
      'allowed',
      'for the audience of a second rule',
      [
        { issuer: ISSUER, audiences: ['a'] },
        { issuer: ISSUER, audiences: ['b'] },
      ],
      { request: bearing({ ...ADA, aud: 'b' }) },
    ],
    [
      'denied 403',
      'for another audience than its issuer’s, which is the first',
      [{ issuer: ISSUER, audiences: ['a'] }, { issuer: OTHER }],
      { request: bearing(ADA) },
    ],
    [
      'denied 403',
      'for another audience than its issuer’s, which is the second',
      [{ issuer: ISSUER }, { issuer: OTHER, audiences: ['a'] }],
      { request: bearing({ iss: OTHER }) },
    ],

    [
      'allowed',
      'where nobody looks',
      [{ issuer: ISSUER, fromHeaders: [{ name: 'X-Token' }] }],
      headers({ authorization: 'Bearer abc' }),
    ],
    [
      'denied 401',
      'in a header',
      [{ issuer: ISSUER, fromHeaders: [{ name: 'X-Token' }] }],
      headers({ 'x-token': 'abc' }),
    ],
    [
      'allowed',
      'in a header without the prefix',
      [{ issuer: ISSUER, fromHeaders: [{ name: 'x-token', prefix: 'T ' }] }],
      headers({ 'x-token': 'abc' }),
    ],
    [
      'denied 401',
      'in a header after more than the prefix',
      [{ issuer: ISSUER, fromHeaders: [{ name: 'x-token', prefix: 'T ' }] }],
      headers({ 'x-token': 'not T abc' }),
    ],
    ['denied 401', 'in the usual parameter', [{ issuer: ISSUER }], { request: { query: 'access_token=abc' } }],
    ['denied 401', 'in a parameter', [{ issuer: ISSUER, fromParams: ['t'] }], { request: { query: 'x=1&t=abc' } }],
    [
      'allowed',
      'in a parameter of another name',
      [{ issuer: ISSUER, fromParams: ['t'] }],
      { request: { query: 'x=1&access_token=abc' } },
    ],
    ['denied 401', 'in a cookie', [{ issuer: ISSUER, fromCookies: ['t'] }], headers({ cookie: 'a=b; t=abc' })],
    ['allowed', 'in a cookie of another name', [{ issuer: ISSUER, fromCookies: ['t'] }], headers({ cookie: 'a=t' })],
    [
      'denied 401',
      'beside one that is none',
      [{ issuer: ISSUER, fromHeaders: [{ name: 'a' }, { name: 'b' }] }],
      headers({ a: token(ADA), b: 'abc' }),
    ],
    [
      'allowed',
      'beside one that is none, at another rule’s place',
      [{ issuer: ISSUER }, { issuer: OTHER, fromHeaders: [{ name: 'b' }] }],
      { request: { headers: { ...bearing(ADA).headers, b: 'abc' } } },
    ],

    ['allowed', 'that is described', [{ issuer: ISSUER }], { request: { claims: ADA } }],
    ['allowed', 'that is described without an issuer', [{ issuer: ISSUER }], { request: { claims: { sub: 'ada' } } }],
    [
      'denied 401',
      'that is described, of another issuer',
      [{ issuer: ISSUER }],
      { request: { claims: { iss: OTHER } } },
    ],
    [
      'denied 403',
      'that is described, for another audience',
      [{ issuer: ISSUER, audiences: ['a'] }],
      { request: { claims: { ...ADA, aud: 'b' } } },
    ],
    [
      'allowed',
      'none, which a browser asks about',
      [{ issuer: ISSUER }],
      {
        request: {
          method: 'OPTIONS',
          headers: { origin: 'https://a', 'access-control-request-method': 'GET', authorization: 'Bearer abc' },
        },
      },
    ],
  ])('%s: %s', (said, _, jwtRules, scene = {}) => {
    expect(summary(judge(rules(...jwtRules), scene))).toBe(said);
  });
});

test.each<[string, Scene, string[]]>([
  ['one that is decoded', { request: bearing(ADA) }, ['signature of tokens']],
  ['one that ends', { request: bearing({ ...ADA, ...AT }) }, ['signature of tokens', 'age of tokens']],
  ['one that ends later', { request: { ...bearing({ ...ADA, ...AT }), time: 1 } }, ['signature of tokens']],
  ['one that is described', { request: { claims: { ...ADA, ...AT } } }, []],
  ['one that is refused', { request: bearing({ iss: OTHER }) }, []],
])('what a token rests on: %s', (_, scene, doubts) => {
  expect(judge(rules({ issuer: ISSUER }), scene).doubts).toEqual(doubts);
});

describe('what is made of a token', () => {
  const claims = {
    ...ADA,
    level: 3,
    half: 0.5,
    low: -1,
    ok: true,
    roles: ['a', 'b'],
    deep: { name: 'x' },
    scope: 'a b',
    tags: 'c d',
  };
  const output = (claim: string): object => ({ header: 'X-Out', claim });

  test.each<[string, object, Record<string, string>]>([
    ['a text', output('sub'), { 'x-out': 'ada' }],
    ['a number', output('level'), { 'x-out': '3' }],
    ['a fraction', output('half'), { 'x-out': '0.500000' }],
    ['a number below zero', output('low'), { 'x-out': '-1.000000' }],
    ['a truth', output('ok'), { 'x-out': 'true' }],
    ['a list', output('roles'), { 'x-out': 'WyJhIiwiYiJd' }],
    ['a claim in a claim', output('deep.name'), { 'x-out': 'x' }],
    ['the text of words', output('scope'), { 'x-out': 'a b' }],
  ])('a header of %s', (_, outputClaimToHeaders, set) => {
    const { headers } = judge(
      rules({ issuer: ISSUER, forwardOriginalToken: true, outputClaimToHeaders: [outputClaimToHeaders] }),
      {
        request: { claims },
      },
    );
    expect(headers).toEqual({ remove: [], set, add: {} });
  });

  test('nothing, where the claim is not there', () => {
    const spec = { issuer: ISSUER, forwardOriginalToken: true, outputClaimToHeaders: [output('nothing')] };
    expect(judge(rules(spec), { request: { claims } }).headers).toBeUndefined();
  });

  test('the payload', () => {
    const spec = { issuer: ISSUER, forwardOriginalToken: true, outputPayloadToHeader: 'x-payload' };
    const { headers } = judge(rules(spec), { request: bearing(ADA) });
    expect(headers?.set).toEqual({ 'x-payload': Buffer.from(JSON.stringify(ADA)).toString('base64url') });
  });

  test('clients cannot send its headers', () => {
    const spec = { issuer: ISSUER, outputClaimToHeaders: [output('sub')] };
    expect(judge(rules(spec), headers({ 'x-out': 'root' })).headers).toEqual({ remove: ['x-out'], set: {}, add: {} });
  });

  test('clients cannot send headers of rules that are not asked either', () => {
    const spec = { issuer: 'https://z', outputClaimToHeaders: [output('sub')] };
    const scene = { request: { claims: ADA, headers: { 'x-out': 'mine' } } };
    expect(judge(rules({ issuer: ISSUER }, spec), scene).headers?.remove).toEqual(['x-out']);
    expect(judge(rules({ ...spec, issuer: 'a' }, { issuer: ISSUER }), scene).headers?.remove).toEqual(['x-out']);
  });

  test('claims are lists where they are words', () => {
    const spec = { issuer: ISSUER, spaceDelimitedClaims: ['tags'] };
    expect(judge(rules(spec), { request: { claims } }).claims).toMatchObject({
      scope: ['a', 'b'],
      tags: ['c', 'd'],
      sub: 'ada',
    });
  });

  test('it is taken away, unless it is to be forwarded', () => {
    const scene = { request: bearing(ADA) };
    expect(judge(rules({ issuer: ISSUER }), scene).headers?.remove).toEqual(['authorization']);
    expect(judge(rules({ issuer: ISSUER, forwardOriginalToken: true }), scene).headers).toBeUndefined();
  });

  test('a query loses it, and is in order', () => {
    const scene = { request: { query: `z=1&access_token=${token(ADA)}&a=%41` } };
    expect(judge(rules({ issuer: ISSUER }), scene).query).toBe('a=A&z=1');
    expect(judge(rules({ issuer: ISSUER }), { request: { query: 'z=1' } }).query).toBeUndefined();
  });

  test('policies see what is left', () => {
    const tokens = rules({ issuer: ISSUER, outputClaimToHeaders: [output('sub')] });
    const asks = (header: string, value: string): string =>
      policy({ rules: [{ when: [{ key: `request.headers[${header}]`, values: [value] }] }] });
    expect(summary(judge([tokens, asks('authorization', '*')], { request: bearing(ADA) }))).toBe('denied 403');
    expect(summary(judge([tokens, asks('x-out', 'ada')], { request: bearing(ADA) }))).toBe('allowed');
    expect(summary(judge([tokens, asks('x-out', 'ada')], headers({ 'x-out': 'ada' })))).toBe('denied 403');
  });
});

test('rules of all policies that apply are asked', () => {
  const objects = [
    object('RequestAuthentication', 'mesh', { jwtRules: [{ issuer: OTHER }] }, { namespace: 'istio-system' }),
    object('RequestAuthentication', 'api', {
      selector: { matchLabels: { app: 'api' } },
      jwtRules: [{ issuer: ISSUER }],
    }),
    object('RequestAuthentication', 'web', { selector: { matchLabels: { app: 'web' } }, jwtRules: [{ issuer: 'x' }] }),
  ];
  expect(summary(judge(objects, { request: bearing({ iss: OTHER }) }))).toBe('allowed');
  expect(summary(judge(objects, { request: bearing({ iss: ISSUER }) }))).toBe('allowed');
  expect(summary(judge(objects, { request: bearing({ iss: 'x' }) }))).toBe('denied 401');
  expect(summary(judge(objects, { receiver: GATEWAY, request: bearing({ iss: ISSUER }) }))).toBe('denied 401');
});

describe('several policies with one issuer', () => {
  const one = (name: string, rule: object, namespace = 'shop'): string =>
    object('RequestAuthentication', name, { jwtRules: [{ issuer: ISSUER, ...rule }] }, { namespace });
  const FORWARDS = { forwardOriginalToken: true };
  const AGE = 'several RequestAuthentications with one issuer';

  test.each<[removed: string[] | undefined, doubts: string[], what: string, objects: string[]]>([
    [['authorization'], [AGE], 'the first by name accepts', [one('b', FORWARDS), one('a', {})]],
    [undefined, [AGE], 'the first by name accepts, the other way round', [one('a', FORWARDS), one('b', {})]],
    [['authorization'], [], 'they say the same', [one('a', {}), one('b', {})]],
    [['authorization'], [], 'only one of them accepts', [one('a', {}), one('b', { audiences: ['b'], ...FORWARDS })]],
    [undefined, [], 'that of the namespace comes before the mesh', [one('a', {}, 'istio-system'), one('b', FORWARDS)]],
  ])('%j %j: %s', (removed, doubts, _, objects) => {
    const verdict = judge(objects, { request: { ...bearing(ADA), areTokensGenuine: true } });
    expect([verdict.headers?.remove, verdict.doubts]).toEqual([removed, doubts]);
  });
});

describe('what a rule does before it fails', () => {
  const good = token(ADA);
  const scene = headers({ 'x-good': good, 'x-bad': token({ iss: OTHER }) });
  const both = { issuer: ISSUER, fromHeaders: [{ name: 'x-bad' }, { name: 'x-good' }] };
  const other = { issuer: OTHER, fromHeaders: both.fromHeaders };

  test('it takes a good token, so that the next rule finds the other alone', () => {
    expect(judge(rules(both, other), scene)).toMatchObject({
      outcome: 'allowed',
      claims: { iss: OTHER },
      headers: { remove: ['x-good', 'x-bad'] },
    });
  });

  test('it leaves one that is to be forwarded', () => {
    expect(summary(judge(rules({ ...both, forwardOriginalToken: true }, other), scene))).toBe('denied 401');
  });
});

test('steps say what became of a token', () => {
  const trace: NonNullable<Scene['trace']> = [];
  judge(rules({ issuer: 'a' }, { issuer: ISSUER, audiences: ['a'] }), { trace, request: bearing(ADA) });
  expect(trace.at(-1)).toMatchObject({
    step: 'authentication',
    pointer: '/spec/jwtRules/1',
    because: 'refuses the token: wrong audience',
  });
});
