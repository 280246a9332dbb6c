import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { addressOf, AUTHORIZER, INTERNET_ADDRESS } from '../arena';
import { istioObject } from './objects';
import { type Scope, scopeOf } from './scopes';
import { rarely, some } from './vocabulary';

type Action = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

/** @param hosts all that its rules are for. @default any */
export function authorizationPolicy(
  scope: Scope,
  action: Action,
  hosts?: readonly string[],
): fc.Arbitrary<KubernetesObject> {
  const rule = fc
    .oneof({ weight: 12, arbitrary: authorizationRule() }, { weight: 1, arbitrary: fc.constant({}) })
    .map((one) => (hosts === undefined ? one : limited(one, hosts)));
  const isNeeded = action === 'DENY' || action === 'CUSTOM';
  return fc
    .tuple(
      fc.array(rule, { minLength: isNeeded ? 1 : 0, maxLength: 3 }),
      rarely(fc.constant(true), 8),
      rarely(fc.constant('nobody'), 8),
    )
    .map(([rules, isDry, provider = AUTHORIZER]) =>
      istioObject(
        'AuthorizationPolicy',
        scope.namespace,
        `${scope.name}-${action.toLowerCase()}`,
        {
          ...scopeOf(scope),
          action,
          ...(rules.length > 0 && { rules }),
          ...(action === 'CUSTOM' && { provider: { name: provider } }),
        },
        isDry === true ? { 'istio.io/dry-run': 'true' } : undefined,
      ),
    );
}

interface Rule {
  readonly to?: readonly { readonly operation: object }[];
}

function limited(rule: Rule, hosts: readonly string[]): Rule {
  const { to = [{ operation: {} }] } = rule;
  return { ...rule, to: to.map(({ operation }) => ({ operation: { ...operation, hosts } })) };
}

function authorizationRule(): fc.Arbitrary<Rule> {
  const from = source().map((one) => ({ source: one }));
  const to = operation().map((one) => ({ operation: one }));
  const when = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(condition()) },
    { weight: 1, arbitrary: fc.tuple(condition(), condition()) },
  );
  const fields = {
    from: fc.array(from, { minLength: 1, maxLength: 2 }),
    to: fc.array(to, { minLength: 1, maxLength: 2 }),
    when,
  };
  return fc.oneof({ weight: 2, arbitrary: some(fields, 1, 1) }, { weight: 1, arbitrary: some(fields, 2, 2) });
}

function someOf(...values: readonly string[]): fc.Arbitrary<readonly string[]> {
  return fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });
}

const PRINCIPALS = [
  'cluster.local/ns/shop/sa/buyer',
  'cluster.local/ns/stock/sa/*',
  '*/sa/istio-ingressgateway-service-account',
  '*',
  'cluster.local/ns/office/sa/operator',
  'old.domain/ns/shop/sa/buyer',
];
const SERVICE_ACCOUNTS = ['shop/buyer', 'office/operator', 'web', 'istio-system/istio-ingressgateway-service-account'];
const TRUST_DOMAINS = ['cluster.local', 'old.domain', '*', 'cluster*'];
const ADDRESSES = [
  INTERNET_ADDRESS,
  addressOf('shop/buyer'),
  `${addressOf('stock/clerk')}/32`,
  '10.244.0.0/28',
  '10.0.0.0/8',
  '203.0.113.0/24',
  '203.0.113.7',
  '192.0.2.1',
  '2001:db8::/32',
];

function source(): fc.Arbitrary<object> {
  const principals = someOf(...PRINCIPALS);
  const namespaces = someOf('shop', 'stock', 'istio-system', 'st*', '*ice', 's*p');
  const requestPrincipals = someOf('*', 'https://id.example.com/alice', 'https://id.example.com/*', '*/bob');
  const serviceAccounts = someOf(...SERVICE_ACCOUNTS);
  const trustDomains = someOf(...TRUST_DOMAINS);
  const addresses = someOf(...ADDRESSES);
  return fc.oneof(
    some({ principals, notPrincipals: principals }, 1, 2),
    some({ namespaces, notNamespaces: namespaces }, 1, 1),
    some({ requestPrincipals, notRequestPrincipals: requestPrincipals }, 1, 1),
    some({ serviceAccounts, notServiceAccounts: serviceAccounts }, 1, 1),
    some({ trustDomains, notTrustDomains: trustDomains }, 1, 2),
    some({ ipBlocks: addresses, notIpBlocks: addresses }, 1, 2),
    some({ remoteIpBlocks: addresses, notRemoteIpBlocks: addresses }, 1, 2),
    some({ principals, requestPrincipals, notNamespaces: namespaces, ipBlocks: addresses }, 2, 2),
  );
}

function operation(): fc.Arbitrary<object> {
  const hosts = someOf('one.s1.test', '*.test', 'WEB-2.shop.svc.cluster.local', 'web-*', '*', '*.example', 'web-3');
  const ports = someOf('80', '443', '8080', '8081');
  const methods = someOf('GET', 'POST', 'P*', '*', 'DELETE');
  const paths = someOf(
    '/a',
    '/a/*',
    '*b',
    '/v1/*',
    '/v1/items/{*}',
    '/v1/{**}',
    '/{*}/items/{**}',
    '*',
    '/A',
    '/a/',
    '/new',
  );
  return some(
    {
      hosts,
      ports,
      methods,
      paths,
      notPaths: paths,
      notMethods: methods,
      notHosts: hosts,
      notPorts: ports,
    },
    1,
    2,
  );
}

type Condition = readonly [key: string, ...values: string[]];

/** Keys of conditions, each with values. */
const CONDITIONS: Readonly<Record<'request' | 'source' | 'claims', readonly Condition[]>> = {
  request: [
    ['request.headers[x-user]', 'alice', 'al*', '*', 'bob'],
    ['request.headers[X-Flag]', '1', '*2'],
    ['request.headers[:method]', 'GET', 'P*'],
    ['request.headers[x-forwarded-for]', '203.0.113.7', '203*', '*.7', '*'],
    ['request.headers[x-forwarded-proto]', 'http', 'https', 'HTTPS'],
    ['request.headers[cookie]', '*', 'a=b*'],
    ['connection.sni', 'outbound_.80_.*', '*web-2.shop.svc.cluster.local', '*.test', '*', 'one.s1.test'],
    ['destination.port', '80', '8080', '443'],
  ],
  source: [
    ['source.ip', ...ADDRESSES],
    ['remote.ip', ...ADDRESSES],
    ['source.namespace', 'shop', 's*'],
    ['source.principal', 'cluster.local/ns/shop/sa/buyer', '*', 'old.domain/ns/stock/*'],
    ['source.serviceAccount', ...SERVICE_ACCOUNTS],
    ['source.trustDomain', ...TRUST_DOMAINS],
  ],
  claims: [
    ['request.auth.principal', 'https://id.example.com/alice', '*', 'https://id.example.com/*'],
    ['request.auth.audiences', 'shop', 'https://stock/'],
    ['request.auth.presenter', 'phone', 'ph*'],
    ['request.auth.claims[sub]', 'alice', 'c*', '*'],
    ['request.auth.claims[groups]', 'staff', 'guest', 'adm*'],
    ['request.auth.claims[iss]', 'https://id.example.com', 'issuer*'],
    ['request.auth.claims[realm][roles]', 'dev', 'o*'],
    ['request.auth.claims[realm][team]', 'tea', '*'],
    ['request.auth.claims[realm]', 'tea', '*'],
    ['request.auth.claims[realm][a.b]', 'c'],
    ['request.auth.claims[scope]', 'read', 'write', 'read write'],
    ['request.auth.claims[skills]', 'cook', 'cook bake'],
    ['request.auth.claims[level]', '7', '*'],
    ['request.auth.claims[active]', 'true', '*'],
  ],
};

function condition(): fc.Arbitrary<object> {
  const { request, source: sources, claims } = CONDITIONS;
  return fc
    .oneof(fc.constantFrom(...request), fc.constantFrom(...sources), {
      weight: 3,
      arbitrary: fc.constantFrom(...claims),
    })
    .chain(([key, ...list]) =>
      some({ values: someOf(...list), notValues: someOf(...list) }, 1, 2).map((rest) => ({ key, ...rest })),
    );
}
