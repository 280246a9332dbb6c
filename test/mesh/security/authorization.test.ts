import { API, GATEWAY, judge, object, policy, Scene, summary } from './fixtures';

const ISSUER = 'https://id.example.com';
const TOKENS = object('RequestAuthentication', 'tokens', { jwtRules: [{ issuer: ISSUER }] });
const withToken: Scene = { request: { claims: { iss: ISSUER, sub: 'ada' } } };

const source = (fields: object): object => ({ rules: [{ from: [{ source: fields }] }] });
const when = (key: string, values: string[]): object => ({ rules: [{ when: [{ key, values }] }] });

const ALLOW_GET = policy({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] }, { name: 'get' });
const ALLOW_POST = policy({ rules: [{ to: [{ operation: { methods: ['POST'] } }] }] }, { name: 'post' });
const DENY_ALL = policy({ action: 'DENY', rules: [{}] }, { name: 'deny-all' });
const DRY_RUN = { annotations: { 'istio.io/dry-run': 'true' } };

describe('policies together', () => {
  test.each<[said: string, what: string, policies: string[], scene?: Scene]>([
    ['allowed', 'no policy', []],
    ['denied 403', 'one without rules', [policy({})]],
    ['denied 403', 'one without a spec’s fields, which is for ALLOW', [policy({ action: 'ALLOW' })]],
    ['allowed', 'one that denies, without rules', [policy({ action: 'DENY' })]],
    ['allowed', 'a rule that asks nothing', [policy({ rules: [{}] })]],
    ['allowed', 'one of two that allow', [ALLOW_POST, ALLOW_GET]],
    ['denied 403', 'none of two that allow', [ALLOW_POST, ALLOW_GET], { request: { method: 'PUT' } }],
    ['denied 403', 'one that denies, whatever is allowed', [ALLOW_GET, DENY_ALL]],
    ['allowed', 'one that only writes a log', [policy({ action: 'AUDIT', rules: [{ from: [] }] })]],
    ['allowed', 'one that is for other pods', [policy({ selector: { matchLabels: { app: 'web' } } })]],
    ['denied 403', 'one that is for these pods', [policy({ selector: { matchLabels: { app: 'api' } } })]],
    ['allowed', 'one of another namespace', [policy({}, { namespace: 'bank' })]],
    ['denied 403', 'one of the root namespace', [policy({}, { namespace: 'istio-system' })]],
    [
      'denied 403',
      'one of the root namespace for these pods',
      [policy({ selector: { matchLabels: { app: 'api' } } }, { namespace: 'istio-system' })],
    ],
    [
      'allowed',
      'one for a gateway',
      [policy({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'api' }] })],
    ],
    ['allowed', 'one for a service, which is for waypoints', [policy({ targetRef: { kind: 'Service', name: 'api' } })]],
    ['allowed', 'a denial that is only tried', [policy({ action: 'DENY', rules: [{}] }, DRY_RUN)]],
    ['allowed', 'nothing allowed, which is only tried', [policy({}, DRY_RUN)]],
    [
      'denied 403',
      'a try that allows beside one that does not',
      [policy({ rules: [{}] }, { ...DRY_RUN, name: 'a' }), ALLOW_POST],
    ],
    [
      'denied 403',
      'conditions of which one does not hold',
      [policy({ rules: [{ to: [{ operation: { methods: ['GET'], paths: ['/x'] } }] }] })],
    ],
    [
      'allowed',
      'one of several operations',
      [policy({ rules: [{ to: [{ operation: { paths: ['/x'] } }, { operation: { methods: ['GET'] } }] }] })],
    ],
    [
      'denied 403',
      'a source, and no operation',
      [policy({ rules: [{ from: [{ source: { namespaces: ['shop'] } }], to: [{ operation: { paths: ['/x'] } }] }] })],
    ],
    ['allowed', 'lists that are empty', [policy({ rules: [{ from: [{ source: { principals: [] } }], to: [] }] })]],
    ['allowed', 'a source without fields', [policy({ rules: [{ from: [{}] }] })]],
    [
      'denied 403',
      'what istiod cannot read where it allows',
      [policy({ rules: [{ to: [{ operation: { ports: ['8080', 'http'] } }] }] })],
    ],
    [
      'denied 403',
      'what istiod cannot read where it denies: the rest counts',
      [policy({ action: 'DENY', rules: [{ to: [{ operation: { ports: ['http'] } }] }] })],
    ],
    [
      'allowed',
      'a key that istiod does not know',
      [policy({ action: 'DENY', rules: [{ when: [{ key: 'x', values: ['y'] }] }] })],
    ],
  ])('%s: %s', (said, _, policies, scene = {}) => {
    expect(summary(judge(policies, scene))).toBe(said);
  });
});

test('policies for a gateway of the Gateway API are for its pods, by name', () => {
  const denial = policy(
    {
      action: 'DENY',
      rules: [{}],
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
    },
    { namespace: 'istio-system' },
  );
  const labels = (name: string) => ({ 'gateway.networking.k8s.io/gateway-name': name });
  expect(summary(judge(denial, { receiver: { ...GATEWAY, labels: labels('edge') } }))).toBe('denied 403');
  expect(summary(judge(denial, { receiver: { ...GATEWAY, labels: labels('other') } }))).toBe('allowed');
  expect(summary(judge(denial, { receiver: GATEWAY }))).toBe('allowed');
});

describe('connections that carry no HTTP', () => {
  const receiver = { ...API, protocol: 'tcp' as const };
  const both = { from: [{ source: { namespaces: ['shop'] } }], to: [{ operation: { methods: ['GET'] } }] };

  test.each<[said: string, what: string, spec: object]>([
    ['allowed', 'what certificates tell', { rules: [{ from: both.from }] }],
    ['denied', 'a rule with methods is left out where it allows', { rules: [both] }],
    ['denied', 'methods are left out where it denies', { action: 'DENY', rules: [both] }],
    [
      'allowed',
      'a source that does not match',
      { action: 'DENY', rules: [{ ...both, from: [{ source: { namespaces: ['x'] } }] }] },
    ],
    [
      'denied',
      'a rule of nothing but paths denies all',
      { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/x'] } }] }] },
    ],
  ])('%s: %s', (said, _, spec) => {
    expect(summary(judge(policy(spec), { receiver }))).toBe(said);
  });
});

describe('what other services are asked', () => {
  const custom = (name: string, provider: string, extra = {}): string =>
    policy(
      { action: 'CUSTOM', provider: { name: provider }, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] },
      { name, ...extra },
    );
  const config = (...providers: object[]): string =>
    `${JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: { mesh: JSON.stringify({ extensionProviders: providers }) },
    })}\n`;
  const wideRule = (trafficPolicy: object): string =>
    `${JSON.stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'wide', namespace: 'istio-system' },
      spec: { host: '*.local', trafficPolicy },
    })}\n`;
  const service = (exportTo: string): string =>
    `${JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'opa', namespace: 'opa', annotations: { 'networking.istio.io/exportTo': exportTo } },
      spec: { selector: { app: 'opa' }, ports: [{ port: 9191, name: 'grpc' }] },
    })}\n`;
  const OPA = { name: 'opa', envoyExtAuthzGrpc: { service: 'opa.opa.svc.cluster.local', port: 9191 } };

  test.each<[said: string, doubts: string[], what: string, policies: string[], scene?: Scene]>([
    ['allowed', ['external authorization'], 'its answer is unknown', [custom('a', 'opa')]],
    ['allowed', [], 'it lets pass', [custom('a', 'opa')], { request: { isAuthorized: true } }],
    ['denied 403', [], 'it does not', [custom('a', 'opa')], { request: { isAuthorized: false } }],
    [
      'allowed',
      [],
      'there is no route',
      [custom('a', 'opa')],
      { receiver: { ...API, kind: 'gateway', hasRoute: () => false }, request: { isAuthorized: false } },
    ],
    ['allowed', ['external authorization'], 'the mesh has it', [custom('a', 'opa'), config(OPA)]],
    [
      'allowed',
      ['external authorization'],
      'proxies ask for TLS, which it may not speak',
      [custom('a', 'opa'), config(OPA), wideRule({ tls: { mode: 'ISTIO_MUTUAL' } })],
      { request: { isAuthorized: true } },
    ],
    [
      'allowed',
      [],
      'proxies do something else to it',
      [custom('a', 'opa'), config(OPA), wideRule({ connectionPool: {} })],
      { request: { isAuthorized: true } },
    ],
    [
      'allowed',
      ['external authorization'],
      'proxies of the namespace do not know it',
      [custom('a', 'opa'), config(OPA), service('.')],
      { request: { isAuthorized: true } },
    ],
    [
      'allowed',
      [],
      'proxies of the namespace know it',
      [custom('a', 'opa'), config(OPA), service('shop')],
      { request: { isAuthorized: true } },
    ],
    ['allowed', [], 'it is not asked', [custom('a', 'opa'), config(OPA)], { request: { method: 'PUT' } }],
    ['denied 403', [], 'the mesh does not have it', [custom('a', 'opa'), config()]],
    ['denied 403', [], 'it is for logs', [custom('a', 'opa'), config({ name: 'opa', lightstep: {} })]],
    [
      'allowed',
      [],
      'the mesh does not have it, and it is not asked',
      [custom('a', 'opa'), config()],
      { request: { method: 'PUT' } },
    ],
    ['denied 403', [], 'there are two', [custom('a', 'opa'), custom('b', 'other')]],
    ['denied 403', [], 'a try, which istiod enforces', [custom('a', 'opa', DRY_RUN)]],
    ['allowed', [], 'a try of what the mesh does not have', [custom('a', 'opa', DRY_RUN), config()]],
    ['denied 403', ['external authorization'], 'others deny', [custom('a', 'opa'), DENY_ALL]],
  ])('%s, %j: %s', (said, doubts, _, policies, scene = {}) => {
    const verdict = judge(policies, scene);
    expect([summary(verdict), verdict.doubts]).toEqual([said, doubts]);
  });

  test('they are asked before tokens are read', () => {
    const spec = { action: 'CUSTOM', provider: { name: 'opa' }, ...source({ requestPrincipals: ['*'] }) };
    expect(judge([TOKENS, policy(spec)], withToken).doubts).toEqual([]);
  });
});

describe('what nobody knows', () => {
  const inside = source({ ipBlocks: ['10.0.0.0/8'] });
  const outside = source({ notIpBlocks: ['10.0.0.0/8'] });

  test.each<[said: string, doubts: string[], what: string, policies: string[]]>([
    ['denied 403', ['addresses of callers'], 'an address is in no block', [policy(inside)]],
    ['allowed', ['addresses of callers'], 'an address is in no excluded block', [policy(outside)]],
    ['allowed', ['addresses of callers'], 'a block is denied', [policy({ ...inside, action: 'DENY' })]],
    ['denied 403', ['addresses of callers'], 'all but a block is denied', [policy({ ...outside, action: 'DENY' })]],
    ['allowed', [], 'another policy allows anyway', [policy(inside, { name: 'a' }), ALLOW_GET]],
    [
      'denied 403',
      [],
      'another condition fails anyway',
      [policy({ rules: [{ ...(inside as { rules: object[] }).rules[0], to: [{ operation: { methods: ['PUT'] } }] }] })],
    ],
    ['denied 403', ['addresses of pods'], 'the address of the pods', [policy(when('destination.ip', ['10.0.0.1']))]],
    ['denied 403', ['server name of mutual TLS'], 'the server name', [policy(when('connection.sni', ['*.local']))]],
    [
      'denied 403',
      ['headers that proxies add'],
      'a header of proxies',
      [policy(when('request.headers[x-request-id]', ['1']))],
    ],
    [
      'denied 403',
      ['metadata of Envoy filters'],
      'metadata',
      [policy(when('experimental.envoy.filters.network.mysql_proxy[db]', ['[x]']))],
    ],
  ])('%s, %j: %s', (said, doubts, _, policies) => {
    const verdict = judge(policies);
    expect([summary(verdict), verdict.doubts]).toEqual([said, doubts]);
  });
});

describe('trust domains', () => {
  const config = `${JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: 'istio-system' },
    data: { mesh: JSON.stringify({ trustDomain: 'new.example', trustDomainAliases: ['old.example'] }) },
  })}\n`;

  test.each<[boolean, string, string]>([
    [true, 'cluster.local stands for the mesh’s', 'cluster.local/ns/shop/sa/web'],
    [true, 'an alias stands for all', 'old.example/ns/shop/sa/web'],
    [true, 'a pattern stands for all', 'new*/ns/shop/sa/web'],
    [false, 'another domain stands for itself', 'other.example/ns/shop/sa/web'],
  ])('%s: %s', (admitted, _, principal) => {
    for (const domain of ['new.example', 'old.example']) {
      const peer = { isMutualTls: true, principal: `${domain}/ns/shop/sa/web` };
      expect(summary(judge([config, policy(source({ principals: [principal] }))], { peer }))).toBe(
        admitted ? 'allowed' : 'denied 403',
      );
    }
  });

  test('a domain stands for all of the mesh’s', () => {
    const peer = { isMutualTls: true, principal: 'new.example/ns/shop/sa/web' };
    expect(summary(judge([config, policy(source({ trustDomains: ['old.example'] }))], { peer }))).toBe('allowed');
  });
});

test('those that had a say are named in the order in which they are asked', () => {
  const deny = policy({ action: 'DENY', rules: [{}] }, { ...DRY_RUN, name: 'tried' });
  const { policies } = judge([deny, ALLOW_POST, ALLOW_GET]);
  expect(policies.map(({ manifest, action, effect }) => `${manifest.identity.name} ${action} ${effect}`)).toEqual([
    'tried DENY would deny (dry run)',
    'get ALLOW allows',
  ]);
  expect(judge([ALLOW_POST, ALLOW_GET], { request: { method: 'PUT' } }).policies.map(({ effect }) => effect)).toEqual([
    'does not match',
    'does not match',
  ]);
});

test('steps name the rule that matched, and what did not hold of the others', () => {
  const spec = {
    rules: [{ from: [{ source: { principals: ['*/sa/bot'] } }] }, { to: [{ operation: { paths: ['/x'] } }] }],
  };
  const trace: NonNullable<Scene['trace']> = [];
  judge([policy(spec), ALLOW_GET], { trace });
  expect(
    trace.map(({ at, step, manifest, pointer, because }) => [at, step, manifest?.identity.name, pointer, because]),
  ).toEqual([
    ['shop/api', 'mtls', undefined, undefined, 'port 8080 is PERMISSIVE, which takes mutual TLS'],
    [
      'shop/api',
      'policy',
      'policy',
      undefined,
      'ALLOW does not match:\n' +
        '  /spec/rules/0/from/0/source/principals: "cluster.local/ns/shop/sa/web" is none of */sa/bot\n' +
        '  /spec/rules/1/to/0/operation/paths: "/v1/items" is none of /x',
    ],
    ['shop/api', 'policy', 'get', '/spec/rules/0', 'ALLOW allows'],
  ]);
});

const IDENTITY = 'cluster.local/ns/shop/sa/web';

test.each<readonly [what: string, source: object, because: string]>([
  ['an identity', { principals: ['a/ns/b/sa/c'] }, `principals: "${IDENTITY}" is none of a/ns/b/sa/c`],
  ['a namespace', { notNamespaces: ['shop'] }, 'notNamespaces: "shop" is one of shop'],
  ['a service account', { serviceAccounts: ['bot'] }, 'serviceAccounts: "shop/web" is none of bot'],
  ['a trust domain', { trustDomains: ['other'] }, 'trustDomains: "cluster.local" is none of other'],
  ['a token', { requestPrincipals: ['*'] }, 'requestPrincipals: there is no token, where one of * is asked for'],
])('%s is told as policies write it', (_, fields, because) => {
  const trace: NonNullable<Scene['trace']> = [];
  judge([policy(source(fields))], { trace });
  expect(trace.at(-1)!.because).toBe(`ALLOW does not match: /spec/rules/0/from/0/source/${because}`);
});
