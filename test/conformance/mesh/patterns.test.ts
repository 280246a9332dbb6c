import { setTimeout as sleep } from 'node:timers/promises';
import { App } from 'cdk8s';
import { composeEnvironment } from '../../../src/synth/compose';
import { synthesize } from '../../../src/synth/synthesize';
import { describeWith } from '../programs';
import { sceneOf, STRANGER } from './environment-scene';
import { edited, type Expectation, type Served, testExpectations, without } from './expectation';
import { MESH_PROGRAMS, RealMesh } from './harness/real-mesh';
import { APPLICATION_PORT, type Pod, type Service } from './harness/scene';
import { describeAnswer, echoOf, type Request, type Tally } from './harness/traffic';
import environment from './patterns-environment';
import { customers, fromInternet, manyFromInternet } from './production-mesh';

const DENIED = '403 RBAC: access denied';
const DEFAULT_DENY = 'AuthorizationPolicy istio-system/default-deny';

const CATALOG_ROUTES = 'VirtualService default/catalog-routes';
const GATEWAY_LIMITS = 'EnvoyFilter istio-system/edge-rate-limits';
const GLOBAL_LIMITS = 'EnvoyFilter istio-system/global';

const CATALOG = 'http://catalog.default.svc.cluster.local';
const ORDERS = 'https://orders.example.com/';
const REPORTS = 'https://reports.example.com/';

function bearer(groups?: readonly string[]): Readonly<Record<string, string>> {
  const claims = { aud: 'shop', sub: 'somebody', ...(groups !== undefined && { groups }) };
  return { authorization: `Bearer ${customers.token(claims)}` };
}

const endUsers: readonly Expectation[] = [
  {
    sentence: 'an application takes tokens with one of the claims that it asks for, and no other request',
    observe: async (mesh) => {
      const tokens = [bearer(['staff']), bearer(['guests', 'admin']), bearer(['guests']), bearer(), {}];
      return Promise.all(
        tokens.map(async (headers) => describeAnswer(await fromInternet(mesh, { url: ORDERS, headers }))),
      );
    },
    expected: ['200 from orders', '200 from orders', DENIED, DENIED, DENIED],
    otherwise: [
      without(['RequestAuthentication default/orders'], Array(5).fill(DENIED)),
      without(['AuthorizationPolicy default/orders', DEFAULT_DENY], Array(5).fill('200 from orders')),
      edited('RequestAuthentication istio-system/edge', 'no token passed on', passNothingOn, Array(5).fill(DENIED)),
    ],
  },
  {
    sentence:
      'the proxy of an application removes the token that it has checked, and a gateway that was told to leaves it',
    observe: async (mesh) =>
      Promise.all(
        [ORDERS, 'https://accounts.example.com/'].map(async (url) => {
          const answer = await fromInternet(mesh, { url, headers: bearer(['staff']) });
          return 'authorization' in echoOf(answer).headers;
        }),
      ),
    expected: [false, true],
    otherwise: [
      without(
        ['RequestAuthentication default/orders', 'AuthorizationPolicy default/orders', DEFAULT_DENY],
        [true, true],
      ),
    ],
  },
];

const versions: readonly Expectation[] = [
  {
    sentence: 'a header chooses the version',
    observe: async (mesh) =>
      Promise.all(
        ['2', '1'].map(async (version) =>
          describeAnswer(await mesh.call('send', 'shop', { url: CATALOG, headers: { 'x-version': version } })),
        ),
      ),
    expected: ['200 from catalog-v2', '200 from catalog-v1'],
    otherwise: [
      edited(CATALOG_ROUTES, 'no rule for headers', onlyLastRule, ['200 from catalog-v1', '200 from catalog-v1']),
    ],
  },
  {
    sentence: 'a version gets copies of the requests to the other, and none of its own',
    observe: async (mesh) => {
      const copies = await requestsTo(mesh, 'catalog-v2', () => mesh.call('sendMany', 'shop', { url: CATALOG }, 20));
      const chosen = { url: CATALOG, headers: { 'x-version': '2' } };
      const own = await requestsTo(mesh, 'catalog-v2', () => mesh.call('sendMany', 'shop', chosen, 20));
      return { copies, own };
    },
    expected: { copies: 20, own: 20 },
    otherwise: [edited(CATALOG_ROUTES, 'no mirrors', withoutMirrors, { copies: 0, own: 20 })],
  },
];

const limits: readonly Expectation[] = [
  {
    sentence: 'the 31st request of a minute for a host is refused',
    observe: (mesh) => manyFromInternet(mesh, { url: 'https://shop.example.com/' }, 31),
    expected: { '200 from shop': 30, '429 local_rate_limited': 1 },
    otherwise: [without([GATEWAY_LIMITS], { '200 from shop': 31 })],
  },
  {
    sentence: 'the 6th request of a minute for an application is refused, inside of the mesh too',
    observe: (mesh) => mesh.call('sendMany', 'shop', { url: 'http://stock.default.svc.cluster.local' }, 6),
    expected: { '200 from stock': 5, '429 local_rate_limited': 1 },
    otherwise: [without(['EnvoyFilter default/stock-rate-limits'], { '200 from stock': 6 })],
  },
  {
    sentence:
      'the 5th request of a minute for a route is refused on each host, and for each version that headers choose',
    observe: async (mesh) => {
      const tallies: Tally[] = [];
      for (const url of ['https://catalog.example.com/', 'https://market.example.com/catalog']) {
        for (const headers of [{}, { 'x-version': '2' }])
          tallies.push(await manyFromInternet(mesh, { url, headers }, 5));
      }
      return tallies;
    },
    expected: [4, 4, 4, 4].map((taken, i) => ({
      [`200 from catalog-v${(i % 2) + 1}`]: taken,
      '429 local_rate_limited': 1,
    })),
    otherwise: [
      without(
        [GATEWAY_LIMITS],
        [1, 2, 1, 2].map((version) => ({ [`200 from catalog-v${version}`]: 5 })),
      ),
    ],
  },
  {
    sentence: 'the rate limit service refuses the 4th request of a minute of each customer',
    observe: async (mesh) => {
      const answers: Tally[] = [];
      for (const customer of ['ann', 'bob']) {
        answers.push(await manyFromInternet(mesh, { url: REPORTS, headers: { 'x-customer': customer } }, 4));
      }
      return [...answers, await manyFromInternet(mesh, { url: REPORTS }, 8)];
    },
    expected: [
      { '200 from reports': 3, '429': 1 },
      { '200 from reports': 3, '429': 1 },
      { '200 from reports': 8 }, // of nobody
    ],
    otherwise: [
      without([GLOBAL_LIMITS], [{ '200 from reports': 4 }, { '200 from reports': 4 }, { '200 from reports': 8 }]),
    ],
  },
  {
    sentence: 'requests pass while the rate limit service does not answer',
    observe: async (mesh) => {
      await mesh.call('isolate', ['rate-limits']);
      try {
        return await manyFromInternet(mesh, { url: REPORTS, headers: { 'x-customer': 'carol' } }, 8);
      } finally {
        await mesh.call('rejoin', ['rate-limits']);
      }
    },
    expected: { '200 from reports': 8 },
    otherwise: [edited(GLOBAL_LIMITS, 'failure_mode_deny', denyOnFailure, { '500': 8 })],
  },
];

const callers: readonly Expectation[] = [
  {
    sentence: 'each host of an external service is reached through the egress gateway, its port named or not',
    observe: async (mesh) =>
      Promise.all(
        ['eu.partner.example', 'us.partner.example', 'eu.partner.example:80'].map(async (host) => {
          const request = { url: `http://${host.split(':')[0]}/`, method: 'POST', headers: { host } };
          const answer = await mesh.call('send', 'shop', request);
          return answer.peer === undefined ? describeAnswer(answer) : `${describeAnswer(answer)} by ${answer.peer}`;
        }),
      ),
    expected: Array(3).fill('200 from partners by istio-egressgateway'),
    otherwise: [without(['AuthorizationPolicy istio-system/egress-callers'], Array(3).fill(DENIED))],
  },
  {
    sentence: 'a caller without an identity is let in by its exception, where mutual TLS is PERMISSIVE',
    observe: async (mesh) => describeAnswer(await mesh.call('send', 'stranger', plainly('reports'))),
    expected: '200 from reports',
    otherwise: [
      without(['AuthorizationPolicy default/reports-plaintext-batch'], DENIED),
      edited('PeerAuthentication istio-system/default', 'mode STRICT', strictly, 'ECONNRESET'),
    ],
  },
  {
    sentence: 'the exception is for one application',
    observe: async (mesh) => describeAnswer(await mesh.call('send', 'stranger', plainly('shop'))),
    expected: DENIED,
    otherwise: [without([DEFAULT_DENY, 'AuthorizationPolicy default/shop'], '200 from shop')],
  },
];

describeWith(MESH_PROGRAMS, 'patterns that the sample does not have', () => {
  let served: Served;

  beforeAll(async () => {
    served = await startPatterns();
  });

  afterAll(() => served.mesh.stop());

  testExpectations(() => served, [...endUsers, ...versions, ...limits, ...callers]);

  test('found no proxy that refuses any of its configuration', async () => {
    expect(await served.mesh.call('refusals')).toEqual([]);
  });
});

/** Nobody waits for copies, so they may come a little later. */
const COPY_MILLISECONDS = 200;

const RATE_LIMITS_PORT = 8081;

async function startPatterns(): Promise<Served> {
  const composed = composeEnvironment(new App(), environment, () => '');
  const objects = synthesize(composed, environment.name, composed.labels).set.manifests.map(({ object }) => object);
  const descriptors = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'limits')!;
  const rateLimits: Pod = {
    name: 'rate-limits',
    namespace: 'limits',
    serviceAccount: 'default',
    labels: { app: 'rate-limits' },
    role: 'alone',
    rateLimits: {
      port: RATE_LIMITS_PORT,
      configuration: (descriptors['data'] as Record<string, string>)['config.yaml']!,
    },
  };
  const service: Service = {
    name: 'rate-limits',
    namespace: 'limits',
    selector: rateLimits.labels,
    ports: [{ name: 'grpc', port: RATE_LIMITS_PORT, targetPort: RATE_LIMITS_PORT }],
  };
  const scene = sceneOf(composed, objects, [STRANGER, customers.pod, rateLimits]);
  return { mesh: await RealMesh.start({ ...scene, services: [...scene.services, service] }), objects };
}

interface AuthenticationSpec {
  readonly jwtRules: { forwardOriginalToken?: boolean }[];
}

function passNothingOn({ jwtRules }: AuthenticationSpec): void {
  for (const rule of jwtRules) delete rule.forwardOriginalToken;
}

/** How many requests come to a pod while something is done. */
async function requestsTo(mesh: RealMesh, pod: string, act: () => Promise<unknown>): Promise<number> {
  const count = async (): Promise<number> => {
    const [statistic = ': 0'] = await mesh.call('statistics', pod, `^http.inbound_.*_${APPLICATION_PORT};.rq_total$`);
    return Number(statistic.split(': ')[1]);
  };
  const before = await count();
  await act();
  await sleep(COPY_MILLISECONDS);
  return (await count()) - before;
}

function onlyLastRule(spec: { http: unknown[] }): void {
  spec.http = spec.http.slice(-1);
}

function withoutMirrors({ http }: { readonly http: readonly { mirrors?: unknown }[] }): void {
  for (const route of http) delete route.mirrors;
}

interface GlobalLimitSpec {
  readonly configPatches: readonly { readonly patch: { readonly value: { typed_config?: Record<string, unknown> } } }[];
}

function denyOnFailure({ configPatches }: GlobalLimitSpec): void {
  for (const { patch } of configPatches) {
    if (patch.value.typed_config !== undefined) patch.value.typed_config['failure_mode_deny'] = true;
  }
}

/** A request past the proxies of the mesh, to the port of a pod. */
function plainly(pod: string): Request {
  return { url: `http://${pod}.default.svc.cluster.local:${APPLICATION_PORT}/`, pod };
}

function strictly(spec: { mtls: { mode: string } }): void {
  spec.mtls.mode = 'STRICT';
}
