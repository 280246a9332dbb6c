import type { HeaderOperations, TrafficAnswer, TrafficDestination } from '../../src/mesh/traffic/answer';
import { parseRequest } from '../../src/mesh/traffic/parse-request';
import { mismatches } from '../../src/traffic-tests/mismatches';
import type { Expectation } from '../../src/traffic-tests/traffic-test';

const NOTHING: HeaderOperations = { remove: [], set: {}, add: {} };
const HOST = 'api.shop.svc.cluster.local';

function share(subset: string, weight: number, more: Partial<TrafficDestination> = {}): TrafficDestination {
  return { host: HOST, subset, port: 80, weight, labels: {}, ...more };
}

function answered(more: Partial<TrafficAnswer> = {}): TrafficAnswer {
  return {
    request: parseRequest({ url: 'http://api/x', headers: { 'x-sent': '1', 'x-gone': '1' } }),
    outcome: 'routed',
    destinations: [share('v1', 90), share('v2', 10)],
    rewrite: {
      path: '/y',
      authority: 'api',
      headers: {
        request: { remove: ['x-gone'], set: { 'x-set': '2' }, add: { 'x-sent': '3' } },
        response: { ...NOTHING, remove: ['server'] },
      },
    },
    applied: { timeout: 1500, retries: { attempts: 2, on: '5xx' } },
    policies: [],
    doubts: [],
    trace: [],
    ...more,
  };
}

const ROUTED = answered();
const DENIED = answered({ outcome: 'denied', status: 403, destinations: [] });
const CLOSED = answered({ outcome: 'unavailable', destinations: [] });
const HALF = answered({
  outcome: 'mixed',
  destinations: [share('v1', 90, { outcome: 'routed' }), share('v2', 10, { outcome: 'unavailable', status: 503 })],
});
const FAULTY = answered({
  outcome: 'mixed',
  destinations: [share('v1', 100, { outcome: 'routed' })],
  applied: { abort: { status: 418, percentage: 25 }, delay: { milliseconds: 5000, percentage: 50 } },
});
const MIRRORED = answered({ applied: { mirrors: [{ host: HOST, subset: 'v2', percentage: 100 / 3 }] } });
const REDIRECT = answered({
  outcome: 'redirect',
  status: 301,
  destinations: [],
  rewrite: { ...ROUTED.rewrite, location: 'https://api/x' },
});

test.each<readonly [what: string, expectation: Expectation, answer: TrafficAnswer]>([
  ['an outcome', { outcome: 'denied', status: 403 }, DENIED],
  ['a closed connection', { outcome: 'unavailable', status: null }, CLOSED],
  ['a service by its name', { destinations: [{ service: 'api' }] }, ROUTED],
  ['a service by name and namespace', { destinations: [{ service: 'api.shop' }] }, ROUTED],
  ['a service by its host', { destinations: [{ service: HOST, port: 80 }] }, ROUTED],
  [
    'shares',
    {
      destinations: [
        { service: 'api', subset: 'v2', weight: 10 },
        { service: 'api', subset: 'v1', weight: 90.04 },
      ],
    },
    ROUTED,
  ],
  ['a share without a backend', { outcome: { routed: 90, unavailable: 10 }, status: 503 }, HALF],
  ['that shares differ', { outcome: 'mixed', destinations: [{ service: 'api' }] }, HALF],
  ['a fault for a share', { outcome: { routed: 75, aborted: 25 }, status: 418 }, FAULTY],
  ['a delay of a share', { delay: { milliseconds: 5000, percentage: 50 } }, FAULTY],
  ['copies of whatever share', { mirrors: [{ service: 'api' }] }, MIRRORED],
  ['copies of a share', { mirrors: [{ service: 'api', subset: 'v2', percentage: 33.3 }] }, MIRRORED],
  ['a redirect', { redirectsTo: 'https://api/x', status: 301 }, REDIRECT],
  ['what the backend sees', { path: '/y', authority: 'api' }, ROUTED],
  [
    'headers that the backend sees',
    { requestHeaders: { 'X-Set': '2', 'x-sent': '1,3', 'x-gone': null, 'x-never': null } },
    ROUTED,
  ],
  ['headers that are taken away', { responseHeaders: { Server: null } }, ROUTED],
  ['what is applied', { timeout: 1500, retries: 2, mirrors: [], delay: null, rateLimited: false }, ROUTED],
])('%s can be expected', (_, expectation, answer) => {
  expect(mismatches(expectation, answer)).toEqual([]);
});

test.each<readonly [what: string, expectation: Expectation, answer: TrafficAnswer, told: readonly string[]]>([
  ['another outcome', { outcome: 'denied' }, ROUTED, ['outcome: denied/routed']],
  [
    'none where one is reached',
    { destinations: [{ service: 'api' }] },
    DENIED,
    ['outcome: routed/denied, 403', 'destinations: api/nothing'],
  ],
  [
    'one more destination',
    { destinations: [{ service: 'api', subset: 'v1' }] },
    ROUTED,
    [`destinations: api subset v1/${HOST}:80 subset v1 90 %, subset v2 10 %`],
  ],
  [
    'one destination less',
    { destinations: [{ service: 'api' }, { service: 'web' }] },
    ROUTED,
    [`destinations: api, web/${HOST}:80 subset v1 90 %, subset v2 10 %`],
  ],
  [
    'other shares',
    { destinations: [{ service: 'api', subset: 'v1', weight: 80 }, { service: 'api' }] },
    ROUTED,
    [`destinations: api subset v1 80 %, api/${HOST}:80 subset v1 90 %, subset v2 10 %`],
  ],
  [
    'a service of another namespace',
    { destinations: [{ service: 'api.other' }] },
    ROUTED,
    [`destinations: api.other/${HOST}:80 subset v1 90 %, subset v2 10 %`],
  ],
  [
    'a share that no backend gets',
    { destinations: [{ service: 'api' }] },
    HALF,
    [
      `outcome: routed/mixed: 90 % routed at ${HOST}:80 subset v1; 10 % unavailable, 503 at ${HOST}:80 subset v2`,
      `destinations: api/${HOST}:80 subset v1 90 %, subset v2 10 % (unavailable, 503)`,
    ],
  ],
  [
    'one outcome where shares differ',
    { outcome: 'unavailable', status: 503 },
    HALF,
    ['outcome', 'status'].map(
      (what) =>
        `${what}: ${what === 'status' ? 503 : 'unavailable'}/mixed: 90 % routed at ${HOST}:80 subset v1; 10 % unavailable, 503 at ${HOST}:80 subset v2`,
    ),
  ],
  [
    'other shares of outcomes',
    { outcome: { routed: 50, aborted: 50 } },
    FAULTY,
    [`outcome: 50 % routed, 50 % aborted/mixed: 25 % aborted, 418; 75 % routed at ${HOST}:80 subset v1`],
  ],
  ['a delay of all', { delay: { milliseconds: 5000, percentage: 100 } }, FAULTY, ['delay: 5s/5s for 50 %']],

  [
    'another share of copies',
    { mirrors: [{ service: 'api', percentage: 10 }] },
    MIRRORED,
    [`mirrors: api 10 %/${HOST} subset v2 33.33 %`],
  ],
  [
    'copies for another version',
    { mirrors: [{ service: 'api', subset: 'v1' }] },
    MIRRORED,
    [`mirrors: api subset v1/${HOST} subset v2 33.33 %`],
  ],
  ['copies where none are expected', { mirrors: [] }, MIRRORED, [`mirrors: none/${HOST} subset v2 33.33 %`]],
  [
    'copies for one service less',
    { mirrors: [{ service: 'api' }, { service: 'web' }] },
    MIRRORED,
    [`mirrors: api, web/${HOST} subset v2 33.33 %`],
  ],
  ['another status', { status: 404 }, DENIED, ['status: 404/403']],
  ['a status where the backend answers', { status: 200 }, ROUTED, ['status: 200/that of the backend']],
  ['a status of a closed connection', { status: 503 }, CLOSED, ['status: 503/a closed connection']],
  ['another redirect', { redirectsTo: 'https://web/' }, REDIRECT, ['redirect: https://web//https://api/x']],
  ['no redirect', { redirectsTo: 'https://web/' }, ROUTED, ['outcome: redirect/routed', 'redirect: https://web//none']],
  ['another path', { path: '/x', authority: 'web' }, ROUTED, ['path: /x//y', 'authority: web/api']],
  ['a header that is there', { requestHeaders: { 'x-set': null } }, ROUTED, ['request header x-set: none/2']],
  ['a header that is not there', { requestHeaders: { 'x-gone': '1' } }, ROUTED, ['request header x-gone: 1/none']],
  [
    'a response header',
    { responseHeaders: { server: 'envoy', via: '1' } },
    ROUTED,
    ['response header server: envoy/removed', 'response header via: 1/as the backend sets it'],
  ],
  [
    'what is applied',
    {
      timeout: null,
      retries: 0,
      mirrors: [{ service: 'api' }],
      delay: { milliseconds: 5000, percentage: 100 },
      rateLimited: true,
      body: 'x',
    },
    ROUTED,
    [
      'body: x/none',
      'timeout: none/1.5s',
      'retries: 0/2',
      'mirrors: api/none',
      'delay: 5s/none',
      'rate limits: some/none',
    ],
  ],
])('%s is told', (_, expectation, answer, told) => {
  const found = mismatches(expectation, answer);
  expect(found.map(({ what, expected, received }) => `${what}: ${expected}/${received}`)).toEqual(told);
});

test('headers of a share are changed before those of the rule, and each share is asked', () => {
  const set = (value: string): HeaderOperations => ({ ...NOTHING, set: { 'x-share': value } });
  const destinations = [
    share('v1', 90, { headers: { request: set('1'), response: NOTHING } }),
    share('v2', 10, { headers: { request: set('2'), response: NOTHING } }),
  ];
  const found = mismatches({ requestHeaders: { 'x-share': '1' } }, answered({ destinations }));
  expect(found).toEqual([{ what: 'request header x-share', expected: '1', received: '2' }]);
});
