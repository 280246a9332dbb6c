import type { TrafficAnswer } from '../../src/mesh/traffic/answer';
import { agrees, LoggedOutcome, loggedOutcome } from '../../src/replay/logged-outcome';
import { answerWith, share } from '../fixtures/answers';

const HOST = 'shop.default.svc.cluster.local';
const CLUSTER = `outbound|80|v1|${HOST}`;
const TO_V1: LoggedOutcome = { outcome: 'routed', status: 200, destination: { host: HOST, subset: 'v1', port: 80 } };
/** All pods of the subset were ill. */
const ILL_V1: LoggedOutcome = { ...TO_V1, outcome: 'unavailable', status: 503 };

test.each<[string, Readonly<Record<string, string>>, LoggedOutcome | undefined]>([
  [
    'a backend that answered',
    { response_code: '200', response_code_details: 'via_upstream', upstream_cluster: CLUSTER },
    TO_V1,
  ],
  ['the cluster with a semicolon', { response_code: '200', upstream_cluster: `${CLUSTER};` }, TO_V1],
  [
    'a backend without a subset',
    { response_code: '200', upstream_cluster: `outbound|80||${HOST}` },
    { ...TO_V1, destination: { host: HOST, port: 80 } },
  ],
  [
    'a backend that failed',
    {
      response_code: '503',
      response_code_details: 'upstream_reset_before_response_started{connection_failure}',
      upstream_cluster: CLUSTER,
    },
    { ...TO_V1, status: 503 },
  ],
  [
    'a client that left',
    { response_code: '0', response_code_details: 'downstream_remote_disconnect', upstream_cluster: CLUSTER },
    { outcome: 'routed', destination: TO_V1.destination! },
  ],
  [
    'a policy that denied, though the route was chosen',
    {
      response_code: '403',
      response_code_details: 'rbac_access_denied_matched_policy[none]',
      upstream_cluster: CLUSTER,
    },
    { outcome: 'denied', status: 403 },
  ],
  [
    'a token that was refused',
    { response_code: '401', response_code_details: 'jwt_authn_access_denied{Jwt_is_expired}' },
    { outcome: 'denied', status: 401 },
  ],
  [
    'no route',
    { response_code: '404', response_code_details: 'route_not_found' },
    { outcome: 'not-found', status: 404 },
  ],
  [
    'no backend that was well',
    { response_code: '503', response_code_details: 'no_healthy_upstream', upstream_cluster: CLUSTER },
    ILL_V1,
  ],
  [
    'no cluster',
    { response_code: '503', response_code_details: 'cluster_not_found' },
    { outcome: 'unavailable', status: 503 },
  ],
  [
    'an injected fault',
    { response_code: '418', response_code_details: 'fault_filter_abort', upstream_cluster: CLUSTER },
    { outcome: 'aborted', status: 418 },
  ],
  [
    'a redirect',
    { response_code: '301', response_code_details: 'direct_response' },
    { outcome: 'redirect', status: 301 },
  ],
  [
    'a direct response',
    { response_code: '200', response_code_details: 'direct_response' },
    { outcome: 'direct', status: 200 },
  ],
  [
    'a rate limit',
    { response_code: '429', response_code_details: 'local_rate_limited', upstream_cluster: CLUSTER },
    { outcome: 'limited', status: 429 },
  ],
  [
    'a host that is not of the mesh',
    { response_code: '200', response_code_details: 'via_upstream', upstream_cluster: 'PassthroughCluster' },
    { outcome: 'passthrough', status: 200 },
  ],
  ['a status alone', { response_code: '403' }, { outcome: 'denied', status: 403 }],
  ['nothing', {}, undefined],
  ['a status that says nothing', { response_code: '200' }, undefined],
])('the log says: %s', (_, entry, outcome) => {
  expect(loggedOutcome((field) => entry[field])).toEqual(outcome);
});

const SPLIT = answerWith({ destinations: [share(90, { subset: 'v1' }), share(10, { subset: 'v2' })] });
const answered = (outcome: TrafficAnswer['outcome'], status?: number): TrafficAnswer =>
  answerWith({ outcome, destinations: [], ...(status !== undefined && { status }) });

test.each<[string, boolean, LoggedOutcome, TrafficAnswer]>([
  ['one of the shares', true, TO_V1, SPLIT],
  ['a backend that failed is no matter of configuration', true, { ...TO_V1, status: 503 }, SPLIT],
  ['backends that were all ill', true, ILL_V1, SPLIT],
  ['nothing behind it, still', true, ILL_V1, answered('unavailable', 503)],
  [
    'ill backends where another subset is meant now',
    false,
    ILL_V1,
    answerWith({ destinations: [share(100, { subset: 'v2' })] }),
  ],
  ['another subset', false, TO_V1, answerWith({ destinations: [share(100, { subset: 'v2' })] })],
  ['a share of nothing', false, TO_V1, answerWith({ destinations: [share(0, { subset: 'v1' }), share(100)] })],
  ['another port', false, TO_V1, answerWith({ destinations: [share(100, { subset: 'v1', port: 81 })] })],
  ['denied now', false, TO_V1, answered('denied', 403)],
  ['denied by the backend then, too', true, { ...TO_V1, status: 403 }, answered('denied', 403)],
  ['denied still', true, { outcome: 'denied', status: 403 }, answered('denied', 403)],
  ['denied for another reason', false, { outcome: 'denied', status: 401 }, answered('denied', 403)],
  ['admitted now', false, { outcome: 'denied', status: 403 }, SPLIT],
  ['another redirect', false, { outcome: 'redirect', status: 302 }, answered('redirect', 301)],
  ['a redirect now', false, { outcome: 'not-found', status: 404 }, answered('redirect', 301)],
  ['what REGISTRY_ONLY answers', true, { outcome: 'direct', status: 502 }, answered('not-found', 502)],
  [
    'a fault for a part of the requests',
    true,
    { outcome: 'aborted', status: 418 },
    answerWith({ applied: { abort: { status: 418, percentage: 5 } } }),
  ],
  ['a fault that is no more', false, { outcome: 'aborted', status: 418 }, SPLIT],
  [
    'a share without backends',
    true,
    { outcome: 'unavailable', status: 503 },
    answerWith({
      outcome: 'mixed',
      destinations: [share(50, { outcome: 'routed' }), share(50, { outcome: 'unavailable', status: 503 })],
    }),
  ],
  [
    'a limit that is still there',
    true,
    { outcome: 'limited', status: 429 },
    answerWith({
      applied: {
        rateLimits: [{ resource: { group: 'g', kind: 'k', namespace: '', name: 'n' }, limit: '1 per second' }],
      },
    }),
  ],
  ['a limit that is no more', false, { outcome: 'limited', status: 429 }, SPLIT],
])('%s: agrees is %s', (_, isSame, logged, answer) => {
  expect(agrees(logged, answer)).toBe(isSame);
});
