import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../programs';
import { edited, type Expectation, type Served, testExpectations, without } from './expectation';
import type { RealMesh } from './harness/real-mesh';
import { APPLICATION_PORT, type Pod } from './harness/scene';
import { type Answer, describeAnswer, echoOf, type Request } from './harness/traffic';
import { describeLateAnswer, PRODUCTION_PROGRAMS, startProduction } from './production-mesh';

const DENIED = '403 RBAC: access denied';
/** What a sidecar answers when it knows no such host, and may not let requests through to hosts that it does not know. */
const UNKNOWN = '502';
const DEFAULT_DENY = 'AuthorizationPolicy istio-system/default-deny';

const BACKEND = 'http://backend.default.svc.cluster.local';
const API = 'http://api-service.default.svc.cluster.local';
const WEB = 'http://web-app.default.svc.cluster.local';

function answerTo(sender: string, request: Request): Expectation['observe'] {
  return async (mesh) => describeAnswer(await mesh.call('send', sender, request));
}

const callers: readonly Expectation[] = [
  {
    sentence: 'a declared caller is let in, and the application learns who it is',
    observe: async (mesh) => describeCaller(await mesh.call('send', 'frontend', { url: BACKEND })),
    expected: '200 from backend to spiffe://cluster.local/ns/default/sa/frontend',
    otherwise: [without(['AuthorizationPolicy default/backend'], DENIED)],
  },
  {
    sentence: 'a declared caller gets no method that is not declared',
    observe: answerTo('frontend', { url: BACKEND, method: 'POST' }),
    expected: DENIED,
    otherwise: [without(['AuthorizationPolicy default/backend', DEFAULT_DENY], '200 from backend')],
  },
  {
    sentence: 'a declared caller gets no path that is not declared',
    observe: async (mesh) =>
      Promise.all(
        ['/v1/items', '/v2/items'].map(async (path) =>
          describeAnswer(
            await mesh.call('send', 'web-app-blue', { url: `${API}${path}`, headers: { 'x-canary': 'true' } }),
          ),
        ),
      ),
    expected: ['200 from api-service-v2', DENIED],
    otherwise: [
      without(['AuthorizationPolicy default/api-service'], [DENIED, DENIED]),
      without(
        ['AuthorizationPolicy default/api-service', DEFAULT_DENY],
        ['200 from api-service-v2', '200 from api-service-v2'],
      ),
    ],
  },
  {
    sentence: 'a caller that nobody declared is denied, although it can prove who it is',
    observe: answerTo('intruder', { url: BACKEND }),
    expected: DENIED,
    otherwise: [without(['AuthorizationPolicy default/backend', DEFAULT_DENY], '200 from backend')],
  },
  {
    sentence: 'the sidecar of a declared caller does not know what was not declared',
    observe: answerTo('frontend', { url: WEB }),
    expected: UNKNOWN,
    otherwise: [without(['Sidecar default/frontend'], DENIED)],
  },
  {
    sentence: 'a caller without mutual TLS gets no connection',
    observe: answerTo('stranger', { url: `${BACKEND}:${APPLICATION_PORT}`, pod: 'backend' }),
    expected: 'ECONNRESET',
    otherwise: [without(['PeerAuthentication istio-system/default'], DENIED)],
  },
];

const LOST_BACKEND: Pod = {
  name: 'backend-lost',
  namespace: 'default',
  serviceAccount: 'backend',
  labels: { app: 'backend' },
  role: 'sidecar',
};

/** Enough for the load balancer to choose both pods many times. */
const REQUESTS = 60;

/** Envoy collects changes of health for a second before it heeds them. */
const HEALTH_MILLISECONDS = 1_200;

/** Of connections from a sidecar to the backend. */
const CONNECTION_FAILURES = 'backend.*upstream_cx_connect_fail$';

const failures: readonly Expectation[] = [
  {
    sentence: 'a slow search is given up after 3 s inside of the mesh too',
    observe: async (mesh) => {
      const request = { url: `${API}/v1/search?delay=4`, headers: { 'x-canary': 'true' } };
      return describeLateAnswer(await mesh.call('send', 'frontend', request));
    },
    expected: '504 upstream request timeout after 3 s',
    otherwise: [without(['VirtualService default/api-service'], expect.stringMatching(/^200 from .* after 4 s$/))],
  },
  {
    // The load balancer may choose the lost pod for the other tries too, so there is no promise of none.
    sentence: 'a pod that is lost costs at most one request, because each is tried again',
    observe: (mesh) =>
      withLostBackend(mesh, async () => ((await failedOf(mesh, REQUESTS)) <= 1 ? 'at most one' : 'several')),
    expected: 'at most one',
    otherwise: [edited('VirtualService default/backend', 'no retries', withoutRetries, 'several')],
  },
  {
    sentence: 'a pod that is lost is left out after a few failures',
    observe: (mesh) =>
      withLostBackend(mesh, async () => {
        await failedOf(mesh, REQUESTS);
        await sleep(HEALTH_MILLISECONDS);
        const before = await mesh.call('statistics', 'frontend', CONNECTION_FAILURES);
        await failedOf(mesh, REQUESTS);
        const after = await mesh.call('statistics', 'frontend', CONNECTION_FAILURES);
        return after.join() === before.join() ? 'left out' : 'tried again and again';
      }),
    expected: 'left out',
    otherwise: [without(['DestinationRule default/backend'], 'tried again and again')],
  },
];

describeWith(PRODUCTION_PROGRAMS, 'requests inside of production', () => {
  let served: Served;

  beforeAll(async () => {
    served = await startProduction();
  });

  afterAll(() => served.mesh.stop());

  testExpectations(() => served, [...callers, ...failures]);

  test('found no proxy that refuses any of its configuration', async () => {
    expect(await served.mesh.call('refusals')).toEqual([]);
  });
});

function describeCaller(answer: Answer): string {
  if (answer.status !== 200) return describeAnswer(answer);
  const caller = /URI=([^;]*)/.exec(echoOf(answer).headers['x-forwarded-client-cert'] ?? '')?.[1];
  return `${describeAnswer(answer)} to ${caller}`;
}

/** Observes something while one of the two pods of the backend is lost. */
async function withLostBackend<T>(mesh: RealMesh, observe: () => Promise<T>): Promise<T> {
  await mesh.call('addLostPod', LOST_BACKEND);
  try {
    return await observe();
  } finally {
    await mesh.call('removeLostPod', LOST_BACKEND.name);
  }
}

/** Of requests to the backend, one after the other, how many fail. */
async function failedOf(mesh: RealMesh, requests: number): Promise<number> {
  let failed = 0;
  for (let i = 0; i < requests; i++) {
    const { status } = await mesh.call('send', 'frontend', { url: BACKEND });
    if (status !== 200) failed++;
  }
  return failed;
}

function withoutRetries({ http }: { readonly http: readonly { retries: unknown }[] }): void {
  for (const route of http) route.retries = { attempts: 0 };
}
