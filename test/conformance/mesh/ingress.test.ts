import { describeWith } from '../programs';
import { edited, type Expectation, type Served, testExpectations, without } from './expectation';
import type { RealMesh } from './harness/real-mesh';
import { describeAnswer, type Request } from './harness/traffic';
import { IdentityProvider } from './identity-provider';
import {
  customers,
  describeLateAnswer,
  fromInternet,
  manyFromInternet,
  PRODUCTION_PROGRAMS,
  startProduction,
} from './production-mesh';
import { shares } from './shares';

const DENIED = '403 RBAC: access denied';

const HOSTS_POLICY = 'AuthorizationPolicy istio-system/main-gateway-hosts';
const DEFAULT_DENY = 'AuthorizationPolicy istio-system/default-deny';

const API = 'https://api-service.example.com';
const WEB = 'https://web-app.example.com';
const FRONTEND = 'https://frontend.example.com';

function answerTo(request: Request): Expectation['observe'] {
  return async (mesh) => describeAnswer(await fromInternet(mesh, request));
}

function answersTo(request: Request, times: number): Expectation['observe'] {
  return (mesh) => manyFromInternet(mesh, request, times);
}

/** The order of an end user, with what proves who that is. */
function order(token?: string): Request {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { url: `${API}/v1/orders`, method: 'GET', headers: { 'x-canary': 'true', ...headers } };
}

const CUSTOMER = { aud: 'shop', sub: 'customer' };

const routing: readonly Expectation[] = [
  {
    sentence: 'a host leads to its application, which admits the gateway by its identity',
    observe: answerTo({ url: `${FRONTEND}/` }),
    expected: '200 from frontend',
    otherwise: [
      without(['VirtualService default/frontend'], '404'),
      without(['Gateway istio-system/main-gateway'], 'ECONNREFUSED'),
      without(['AuthorizationPolicy default/frontend'], DENIED),
      without([HOSTS_POLICY], DENIED),
    ],
  },
  {
    sentence: 'a client may name the port of the gateway',
    observe: answerTo({ url: `${FRONTEND}/`, headers: { host: 'frontend.example.com:443' } }),
    expected: '200 from frontend',
    otherwise: [
      edited(HOSTS_POLICY, 'hosts without ports', hostsWithoutPorts, DENIED),
      without(['VirtualService default/frontend'], '404'),
    ],
  },
  {
    sentence: 'port 80 leads to https, whatever the path',
    observe: answerTo({ url: 'http://frontend.example.com/cart?item=1' }),
    expected: '301 to https://frontend.example.com/cart?item=1',
    otherwise: [without(['Gateway istio-system/main-gateway'], 'ECONNREFUSED'), without([HOSTS_POLICY], DENIED)],
  },
  {
    sentence: 'a host that is not exposed is denied, not only unknown',
    observe: answerTo({ url: 'https://backend.example.com/' }),
    expected: DENIED,
    otherwise: [without([HOSTS_POLICY, DEFAULT_DENY], '404')],
  },
  {
    sentence: 'a host outside of the gateway gets no connection',
    observe: answerTo({ url: 'https://shop.example.org/' }),
    expected: 'ECONNRESET',
    otherwise: [edited('Gateway istio-system/main-gateway', 'all hosts', allHosts, 'ERR_TLS_CERT_ALTNAME_INVALID')],
  },
];

const releases: readonly Expectation[] = [
  {
    sentence: 'the canary gets its tenth',
    observe: async (mesh) => {
      const tally = await manyFromInternet(mesh, { url: `${API}/` }, 1000);
      return shares(tally, { '200 from api-service-v1': 90, '200 from api-service-v2': 10 });
    },
    expected: { '200 from api-service-v1': 90, '200 from api-service-v2': 10 },
    otherwise: [
      without(['VirtualService default/api-service'], { '404': 100 }),
      without(['DestinationRule default/api-service'], { '503': 100 }),
    ],
  },
  {
    sentence: 'x-canary always leads to the canary',
    observe: answersTo({ url: `${API}/`, headers: { 'x-canary': 'true' } }, 100),
    expected: { '200 from api-service-v2': 100 },
    otherwise: [without(['VirtualService default/api-service'], { '404': 100 })],
  },
  {
    sentence: 'all requests get the active colour',
    observe: answersTo({ url: `${WEB}/` }, 100),
    expected: { '200 from web-app-blue': 100 },
    otherwise: [
      without(['VirtualService default/web-app'], { '404': 100 }),
      without(['DestinationRule default/web-app'], { '503': 100 }),
    ],
  },
  {
    sentence: 'x-preview always leads to the idle colour',
    observe: answersTo({ url: `${WEB}/`, headers: { 'x-preview': 'true' } }, 100),
    expected: { '200 from web-app-green': 100 },
    otherwise: [without(['VirtualService default/web-app'], { '404': 100 })],
  },
];

const time: readonly Expectation[] = [
  {
    sentence: 'a slow application is given up after 15 s',
    observe: lateAnswerTo({ url: `${FRONTEND}/?delay=20` }),
    expected: '504 upstream request timeout after 15 s',
    otherwise: [without(['VirtualService default/frontend'], '404 after 0 s')],
  },
  {
    sentence: 'a slow search is given up after 3 s',
    observe: lateAnswerTo({ url: `${API}/v1/search?delay=4`, headers: { 'x-canary': 'true' } }),
    expected: '504 upstream request timeout after 3 s',
    otherwise: [
      edited(
        'VirtualService default/api-service',
        'no rules for paths',
        onlyLastRules,
        '200 from api-service-v2 after 4 s',
      ),
    ],
  },
];

const endUsers: readonly Expectation[] = [
  {
    sentence: 'orders take the token of a customer',
    observe: answerTo(order(customers.token(CUSTOMER))),
    expected: '200 from api-service-v2',
    otherwise: [without(['RequestAuthentication istio-system/main-gateway'], DENIED)],
  },
  {
    sentence: 'orders take no request without a token',
    observe: answerTo(order()),
    expected: DENIED,
    otherwise: [without([HOSTS_POLICY, DEFAULT_DENY], '200 from api-service-v2')],
  },
  {
    sentence: 'the path of orders cannot be disguised',
    observe: async (mesh) =>
      Promise.all(
        ['//v1/orders', '/v1//orders', '/v1/%6frders', '/v2/../v1/orders'].map(async (path) =>
          describeAnswer(await fromInternet(mesh, { url: `${API}${path}` })),
        ),
      ),
    expected: [DENIED, DENIED, DENIED, DENIED],
    otherwise: [without([HOSTS_POLICY, DEFAULT_DENY], Array(4).fill(expect.stringMatching(/^200 from api-service/)))],
  },
  {
    sentence: 'a token for somebody else is refused',
    observe: answerTo(order(customers.token({ ...CUSTOMER, aud: 'warehouse' }))),
    expected: '403 Audiences in Jwt are not allowed',
    otherwise: [without(['RequestAuthentication istio-system/main-gateway'], DENIED)],
  },
  {
    sentence: 'a token of another issuer is refused, whatever it says',
    observe: answerTo(order(new IdentityProvider('https://id.example.com').token(CUSTOMER))),
    expected: '401 Jwt verification fails',
    otherwise: [without(['RequestAuthentication istio-system/main-gateway'], DENIED)],
  },
];

const RATE_LIMITS = 'EnvoyFilter istio-system/main-gateway-rate-limits';

const limits: readonly Expectation[] = [
  {
    sentence: 'the 61st search of a minute is refused, and no other request',
    observe: answersTo({ url: `${API}/v1/search`, headers: { 'x-canary': 'true' } }, 61),
    expected: { '200 from api-service-v2': 60, '429 local_rate_limited': 1 },
    otherwise: [without([RATE_LIMITS], { '200 from api-service-v2': 61 })],
  },
  {
    sentence: 'the gateway takes 1,000 requests at once',
    observe: answersTo({ url: `${FRONTEND}/` }, 1000),
    expected: { '200 from frontend': 1000 },
    otherwise: [
      edited(RATE_LIMITS, 'a limit of 5 a minute', fiveAMinute, {
        '200 from frontend': 5,
        '429 local_rate_limited': 995,
      }),
    ],
  },
];

describeWith(PRODUCTION_PROGRAMS, 'requests from the internet to production', () => {
  let served: Served;

  beforeAll(async () => {
    served = await startProduction();
  });

  afterAll(() => served.mesh.stop());

  test('meet the tree as it is delivered, with these changes only', () => {
    expect(served.mesh.changes).toEqual([
      'ConfigMap istio-system/istio without defaultProviders.metrics: a stock Envoy has no filter istio.stats',
      'WasmPlugin istio-system/security-headers left out: a stock Envoy has no agent that fetches images',
      'EnvoyFilter istio-system/harness-marker added: an unused cluster, to see when a change has arrived',
    ]);
  });

  testExpectations(() => served, [...routing, ...releases, ...time, ...endUsers, ...limits]);

  test('found no proxy that refuses any of its configuration', async () => {
    expect(await served.mesh.call('refusals')).toEqual([]);
  });

  // Last, because a stock Envoy is right to refuse it.
  test('would run the Wasm plugin, which istiod takes', async () => {
    const plugins = served.objects.filter(({ kind }) => kind === 'WasmPlugin');
    const images = plugins.map(({ spec }) => (spec as { readonly url: string }).url);
    expect(images).toHaveLength(1);
    expect(await served.mesh.call('wasmImages', 'istio-ingressgateway', plugins)).toEqual(images);
  });
});

function lateAnswerTo(request: Request): Expectation['observe'] {
  return async (mesh: RealMesh) => describeLateAnswer(await fromInternet(mesh, request));
}

interface PolicySpec {
  readonly rules: readonly { readonly to: readonly { readonly operation: { hosts: string[] } }[] }[];
}

function hostsWithoutPorts({ rules }: PolicySpec): void {
  for (const { operation } of rules.flatMap(({ to }) => to)) {
    operation.hosts = operation.hosts.filter((host) => !host.includes(':'));
  }
}

function allHosts({ servers }: { readonly servers: readonly { hosts: string[] }[] }): void {
  for (const server of servers) server.hosts = ['*'];
}

/** Those of the whole application, which come after those of its paths. */
function onlyLastRules(spec: { http: unknown[] }): void {
  spec.http = spec.http.slice(-2);
}

interface RateLimitSpec {
  readonly configPatches: readonly {
    readonly patch: {
      readonly value: { readonly typed_config?: { token_bucket?: Record<string, unknown> } };
    };
  }[];
}

function fiveAMinute({ configPatches }: RateLimitSpec): void {
  for (const { patch } of configPatches) {
    const config = patch.value.typed_config;
    if (config?.token_bucket !== undefined) {
      config.token_bucket = { max_tokens: 5, tokens_per_fill: 5, fill_interval: '60s' };
    }
  }
}
