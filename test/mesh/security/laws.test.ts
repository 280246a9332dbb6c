import fc from 'fast-check';
import { Mesh } from '../../../src/mesh/mesh';
import type { ArrivedRequest, Peer } from '../../../src/mesh/security/inbound';
import { Security } from '../../../src/mesh/security/security';
import { canonicalObject, manifestOf } from '../../../src/model/manifest';
import { ManifestSet } from '../../../src/model/manifest-set';
import { API, arriving } from './fixtures';

const NAMESPACES = ['shop', 'bank'];
const ACCOUNTS = ['web', 'bot'];
const METHODS = ['GET', 'POST'];
const PATHS = ['/', '/a', '/a/b'];
const some = (values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });

const source = fc.record(
  {
    namespaces: some([...NAMESPACES, '*', 's*']),
    notNamespaces: some(NAMESPACES),
    principals: some(['*', '*/sa/web', 'cluster.local/ns/bank/*', 'cluster.local/ns/shop/sa/bot']),
    notPrincipals: some(['*', '*/sa/bot']),
    ipBlocks: some(['10.0.0.0/8', '10.1.0.0/16']),
  },
  { requiredKeys: [] },
);
const operation = fc.record(
  {
    methods: some([...METHODS, '*']),
    notMethods: some(METHODS),
    paths: some([...PATHS, '/a*', '*b', '/{*}', '/{**}']),
    notPaths: some(PATHS),
  },
  { requiredKeys: [] },
);
const rule = fc.record(
  {
    from: fc.array(fc.record({ source }), { minLength: 1, maxLength: 2 }),
    to: fc.array(fc.record({ operation }), { minLength: 1, maxLength: 2 }),
    when: fc.array(
      fc.record({ key: fc.constant('request.headers[x-a]'), values: some(['1', '*']), notValues: some(['2']) }),
      { minLength: 1, maxLength: 1 },
    ),
  },
  { requiredKeys: [] },
);
const spec = (action: string) => fc.record({ action: fc.constant(action), rules: fc.array(rule, { maxLength: 2 }) });
const allows = fc.array(spec('ALLOW'), { maxLength: 2 });
const denies = fc.array(spec('DENY'), { maxLength: 2 });

interface Call {
  readonly peer: Peer;
  readonly request: ArrivedRequest;
}
/** With an address, so that nothing is unknown. */
const call: fc.Arbitrary<Call> = fc
  .record({
    principal: fc.option(fc.tuple(fc.constantFrom(...NAMESPACES), fc.constantFrom(...ACCOUNTS)), { nil: undefined }),
    method: fc.constantFrom(...METHODS),
    path: fc.constantFrom(...PATHS),
    header: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
    address: fc.constantFrom('10.1.0.1', '10.2.0.1', '11.0.0.1'),
  })
  .map(({ principal, method, path, header, address }) => ({
    peer: {
      isMutualTls: principal !== undefined,
      ...(principal && { principal: `cluster.local/ns/${principal[0]}/sa/${principal[1]}` }),
      address,
    },
    request: arriving({ method, path, headers: header === undefined ? {} : { 'x-a': header } }),
  }));

function isAllowed(specs: readonly object[], { peer, request }: Call): boolean {
  return securityOf(specs).judge(API, peer, request).outcome === 'allowed';
}

function securityOf(specs: readonly object[]): Security {
  const manifests = specs.map((spec, index) =>
    manifestOf(
      canonicalObject({
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: `policy-${index}`, namespace: API.namespace },
        spec,
      }),
      {},
    ),
  );
  return new Security(new Mesh(new ManifestSet('test', manifests)));
}

function holds<Values extends unknown[]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  law: (...values: Values) => void,
): void {
  fc.assert(
    fc.property(fc.tuple<Values>(...arbitraries), (values) => {
      law(...values);
    }),
    { numRuns: 200 },
  );
}

test('one more DENY policy never admits more', () => {
  holds(
    [fc.tuple(allows, denies).map(([one, other]) => [...one, ...other]), spec('DENY'), call],
    (policies, denial, each) => {
      if (isAllowed([...policies, denial], each)) expect(isAllowed(policies, each)).toBe(true);
    },
  );
});

test('beside an ALLOW policy, one more never admits less', () => {
  holds([allows, denies, spec('ALLOW'), spec('ALLOW'), call], (policies, denials, first, second, each) => {
    const before = [...policies, ...denials, first];
    if (isAllowed(before, each)) expect(isAllowed([...before, second], each)).toBe(true);
  });
});

test('what one policy of a rule allows, the same rule denies', () => {
  holds([rule, call], (only, each) => {
    expect(isAllowed([{ rules: [only] }], each)).toBe(!isAllowed([{ action: 'DENY', rules: [only] }], each));
  });
});

test('rules of one policy are policies of one rule', () => {
  holds([fc.array(rule, { minLength: 1, maxLength: 3 }), call], (rules, each) => {
    const split = rules.map((only) => ({ rules: [only] }));
    expect(isAllowed([{ rules }], each)).toBe(isAllowed(split, each));
  });
});

test('a list and its negation are complements', () => {
  const pairs = fc.constantFrom<[string, string, string, string[]]>(
    ['from', 'source', 'namespaces', [...NAMESPACES, '*', 's*']],
    ['from', 'source', 'principals', ['*', '*/sa/web', 'cluster.local/*']],
    ['from', 'source', 'serviceAccounts', ['web', 'bank/bot']],
    ['from', 'source', 'ipBlocks', ['10.0.0.0/8', '10.1.0.0/16']],
    ['to', 'operation', 'methods', [...METHODS, '*']],
    ['to', 'operation', 'paths', [...PATHS, '/a*', '*b', '/{*}']],
    ['to', 'operation', 'hosts', ['api.example.com', '*.COM', 'web.*']],
    ['to', 'operation', 'ports', ['8080', '80']],
  );
  holds([fc.tuple(pairs, fc.integer({ min: 1, max: 15 }), call)], ([[side, of, field, values], pick, each]) => {
    const list = values.filter((_, index) => (pick >> index) & 1);
    if (list.length === 0) return;
    const negated = `not${field[0]!.toUpperCase()}${field.slice(1)}`;
    const only = (name: string): object => ({ rules: [{ [side]: [{ [of]: { [name]: list } }] }] });
    expect(isAllowed([only(field)], each)).toBe(!isAllowed([only(negated)], each));
  });
});

test('the order of policies decides nothing', () => {
  holds([allows, denies, call], (policies, denials, each) => {
    expect(isAllowed([...policies, ...denials], each)).toBe(
      isAllowed([...denials.toReversed(), ...policies.toReversed()], each),
    );
  });
});

test('steps change no verdict', () => {
  holds([fc.tuple(allows, denies).map(([one, other]) => [...one, ...other]), call], (policies, { peer, request }) => {
    const security = securityOf(policies);
    const verdict = security.judge(API, peer, request);
    expect(security.judge(API, peer, request, [])).toEqual(verdict);
  });
});
