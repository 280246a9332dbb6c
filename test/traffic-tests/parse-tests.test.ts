import { DataFileError } from '../../src/platform/data-file';
import { readTests } from '../../src/traffic-tests/read-tests';
import type { RuleTestFile, TrafficTestFile } from '../../src/traffic-tests/traffic-test';

function read(text: string): TrafficTestFile {
  return readTests(text, 'shop.traffic.yaml') as TrafficTestFile;
}

/** The problems of a file, without its name. */
function problemsOf(text: string): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof DataFileError) return error.message.replaceAll('shop.traffic.yaml:', '').split('\n');
    throw error;
  }
  return [];
}

/** A file with one test, whose fields are given. */
function test1(...lines: readonly string[]): string {
  return ['tests:', '  - name: one', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

test('a test has its place, its requests as they are sent, and what is expected of them', () => {
  const { tests, environments } = read(`environments: [production]
tests:
  - name: the header forces the canary
    requests:
      - https://api.example.com/v1/x?y=1
      - { method: post, url: 'http://api/', headers: { x-canary: 'false' }, from: shop/web }
    headers: { X-Canary: 'true' }
    as: cluster.local/ns/shop/sa/web
    expect: { reaches: { service: api, weights: { v1: 90, v2: 10 } }, timeout: 1.5s, mirrors: [web, { service: api, percentage: 5 }], delay: none }
`);
  expect(environments).toEqual([{ name: 'production', location: { file: 'shop.traffic.yaml', line: 1, column: 16 } }]);
  expect(tests).toHaveLength(1);
  const [{ location, requests, expect: expected }] = tests as [TrafficTestFile['tests'][number]];
  expect(location).toEqual({ file: 'shop.traffic.yaml', line: 3, column: 5 });
  expect(requests.map(({ request }) => request)).toMatchObject([
    {
      method: 'GET',
      host: 'api.example.com',
      path: '/v1/x',
      query: 'y=1',
      headers: { 'x-canary': 'true' },
      from: 'ingress',
    },
    {
      method: 'POST',
      port: 80,
      headers: { 'x-canary': 'false' },
      from: 'shop/web',
      principal: 'cluster.local/ns/shop/sa/web',
    },
  ]);
  expect(expected).toEqual({
    destinations: [
      { service: 'api', subset: 'v1', weight: 90 },
      { service: 'api', subset: 'v2', weight: 10 },
    ],
    timeout: 1500,
    mirrors: [{ service: 'web' }, { service: 'api', percentage: 5 }],
    delay: null,
  });
});

test.each<readonly [what: string, reaches: string, destinations: readonly object[]]>([
  ['a name', 'api', [{ service: 'api' }]],
  ['a subset', '{ service: api, subset: v1, port: 80 }', [{ service: 'api', subset: 'v1', port: 80 }]],
  ['several', '[api, { service: web, weight: 10 }]', [{ service: 'api' }, { service: 'web', weight: 10 }]],
])('what is reached can be %s', (_, reaches, destinations) => {
  const [{ expect: expected }] = read(test1('request: http://api/', `expect: { reaches: ${reaches} }`)).tests as [
    TrafficTestFile['tests'][number],
  ];
  expect(expected.destinations).toEqual(destinations);
});

test.each<readonly [what: string, text: string, problems: readonly string[]]>([
  [
    'an unknown field',
    test1('request: http://api/', 'expect: { reachs: api }'),
    ['4:15: /tests/0/expect has an unknown field "reachs"; did you mean "reaches"?'],
  ],
  [
    'an unknown outcome',
    test1('request: http://api/', 'expect: refused'),
    [
      '4:13: /tests/0/expect must be one of routed, denied, redirect, direct, aborted, unavailable, not-found, passthrough, mixed, undefined',
    ],
  ],
  ['no request', test1('expect: denied'), ['2:5: the test "one" needs request or requests, one of them']],
  [
    'both kinds of requests',
    test1('request: http://api/', 'requests: [http://api/]', 'expect: denied'),
    ['2:5: the test "one" needs request or requests, one of them'],
  ],
  [
    'a header that is no text',
    test1('request: http://api/', 'headers: { x-canary: true }', 'expect: denied'),
    ['4:26: /tests/0/headers/x-canary must be text: put it in quotes'],
  ],
  [
    'each request that nobody can send, at its line',
    test1('requests:', '  - http://api/', '  - api', '  - { url: ftp://api/ }', 'expect: denied'),
    [
      '5:9: "api" is no URL; write https://shop.example.com/cart or http://…',
      '6:9: "ftp://api/" has scheme ftp; only http and https are known',
    ],
  ],
  [
    'a name twice',
    `${test1('request: http://api/', 'expect: denied')}  - { name: one, request: 'http://b/', expect: denied }\n`,
    ['5:13: a test before is named "one", too: tell them apart'],
  ],
  [
    'a subset beside the weights of subsets',
    test1('request: http://api/', 'expect: { reaches: { service: api, subset: v1, weights: { v1: 100 } } }'),
    ['4:24: it names a subset, and the weights of subsets: leave out one of them'],
  ],
  [
    'weights of more than all',
    test1('request: http://api/', 'expect: { reaches: { service: api, weights: { v1: 60, v2: 50 } } }'),
    ['4:24: the weights of destinations total 110, which should be 100'],
  ],
  [
    'shares of less than all',
    test1('request: http://api/', 'expect: { outcome: { routed: 60, aborted: 30 } }'),
    ['4:24: the shares of outcomes total 90, which should be 100'],
  ],
  [
    'an expectation of nothing',
    test1('request: http://api/', 'expect: {}'),
    ['4:13: /tests/0/expect says nothing: say what is expected, such as reaches or outcome'],
  ],
  ...['10', "'10'", '10 s'].map((timeout): [string, string, string[]] => [
    `a duration of ${timeout}`,
    test1('request: http://api/', `expect: { timeout: ${timeout} }`),
    ['4:24: /tests/0/expect/timeout is no duration: write 10s, 1.5s or 200ms, or none'],
  ]),
  [
    'two URLs',
    test1('request: https://a/ https://b/', 'expect: denied'),
    ['3:14: "https://a/ https://b/" has more than one URL; ask for one at a time, or write a space in a URL as %20'],
  ],
  ['no tests', 'tests: []\n', ['1:8: /tests is empty: give it an entry, or leave it out']],
  [
    'a weight of more than all',
    test1('request: http://api/', 'expect: { reaches: { service: api, weights: { v1: 101 } } }'),
    ['4:55: /tests/0/expect/reaches/weights/v1 must be <= 100'],
  ],
  [
    'no YAML',
    'tests: [',
    ['1:9: this is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  ['nothing', '', ['1:1: the file of traffic tests must have fields: write `name: value`, each on a line of its own']],
])('%s is refused with its line', (_, text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});

test('a file of istio-config-validator is known by its test cases, and its requests are combined', () => {
  const { format, tests } = readTests(
    `testCases:
  - description: users
    wantMatch: true
    request:
      authority: [www.example.com, example.com]
      method: [GET, POST]
      uri: [/users, /users/]
      headers: { x-user: a }
    route: [{ destination: { host: users } }]
`,
    'users_test.yml',
  ) as RuleTestFile;
  expect(format).toBe('istio-config-validator');
  expect(tests[0]!.requests.map(({ title }) => title)).toEqual([
    'GET http://www.example.com/users',
    'POST http://www.example.com/users',
    'GET http://example.com/users',
    'POST http://example.com/users',
    'GET http://www.example.com/users/',
    'POST http://www.example.com/users/',
    'GET http://example.com/users/',
    'POST http://example.com/users/',
  ]);
  expect(tests[0]!.requests[0]!.request.headers).toEqual({ 'x-user': 'a' });
});

test('what older versions of istio-config-validator read is not passed over in silence', () => {
  expect(
    problemsOf(`testCases:
  - description: users
    isMatch: false
    request: { authority: [a.example.com], method: [GET], uri: [/] }
`),
  ).toEqual(['3:5: /testCases/0 has an unknown field "isMatch"']);
});
