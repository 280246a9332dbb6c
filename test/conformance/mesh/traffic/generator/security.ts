import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { APPLICATION_PORT } from '../../harness/scene';
import { SECOND_PORT } from '../arena';
import { istioObject } from './objects';
import { ISSUERS } from './tokens';
import { rarely, some } from './vocabulary';

type Objects = readonly KubernetesObject[];

interface Scope {
  readonly namespace: string;
  readonly name: string;
  readonly selector?: object;
}

const labelled = (label: string, value: string): object => ({ matchLabels: { [label]: value } });

const APPLICATIONS: readonly Scope[] = [
  { namespace: 'shop', name: 'web', selector: labelled('app', 'web') },
  { namespace: 'shop', name: 'cart', selector: labelled('app', 'cart') },
  { namespace: 'stock', name: 'items', selector: labelled('app', 'items') },
  { namespace: 'stock', name: 'items-v2', selector: labelled('version', 'v2') },
];
const GATEWAYS: readonly Scope[] = ['ingress', 'egress'].map((name) => ({
  namespace: 'istio-system',
  name,
  selector: labelled('istio', `${name}gateway`),
}));
const NAMESPACES: readonly Scope[] = ['shop', 'stock'].map((namespace) => ({ namespace, name: 'all' }));
const ROOT: Scope = { namespace: 'istio-system', name: 'root' };

/** Policies of the pods that all of a round's meshes share, so that each is for a few of the requests. */
export function security(): fc.Arbitrary<Objects> {
  const each = (scopes: readonly Scope[], cases: number, make: (scope: Scope) => fc.Arbitrary<KubernetesObject>) =>
    scopes.map((scope) => rarely(make(scope), cases));
  return fc
    .tuple(
      ...each([...APPLICATIONS, ...NAMESPACES, ROOT], 4, peerAuthentication),
      ...each([...APPLICATIONS, ...GATEWAYS], 3, requestAuthentication),
      ...each([...APPLICATIONS, ...GATEWAYS], 2, (scope) => authorizationPolicy(scope, 'ALLOW')),
      ...each([...APPLICATIONS, ...GATEWAYS], 3, (scope) => authorizationPolicy(scope, 'DENY')),
      ...each([...NAMESPACES, ROOT], 8, (scope) => authorizationPolicy(scope, 'DENY')),
      ...each([...NAMESPACES, ROOT], 20, (scope) => authorizationPolicy(scope, 'ALLOW')),
      ...each(APPLICATIONS, 8, (scope) => authorizationPolicy(scope, 'AUDIT')),
    )
    .map((objects) => objects.filter((object) => object !== undefined));
}

function peerAuthentication({ namespace, name, selector }: Scope): fc.Arbitrary<KubernetesObject> {
  const mtls = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET').map((mode) => ({ mode }));
  const ports = fc.dictionary(fc.constantFrom(String(APPLICATION_PORT), String(SECOND_PORT)), mtls, { minKeys: 1 });
  return fc.tuple(some({ mtls }, 0, 1), rarely(ports, 3)).map(([mode, portLevelMtls]) =>
    istioObject('PeerAuthentication', namespace, name, {
      ...(selector !== undefined && { selector }),
      ...mode,
      ...(selector !== undefined && portLevelMtls !== undefined && { portLevelMtls }),
    }),
  );
}

function requestAuthentication({ namespace, name, selector }: Scope): fc.Arbitrary<KubernetesObject> {
  const locations = some(
    {
      fromHeaders: fc.constantFrom([{ name: 'x-user-token' }], [{ name: 'Authorization', prefix: 'Bearer ' }]),
      fromParams: fc.constant(['token']),
    },
    0,
    1,
  );
  const more = some(
    {
      audiences: fc.constantFrom(['shop'], ['stock'], ['other', 'shop']),
      forwardOriginalToken: fc.boolean(),
      outputClaimToHeaders: fc.constantFrom(
        [{ header: 'x-claim-sub', claim: 'sub' }],
        [{ header: 'x-user', claim: 'sub' }],
        [{ header: 'x-claim-groups', claim: 'groups' }],
      ),
    },
    0,
    2,
  );
  const rule = fc
    .tuple(fc.constantFrom(...ISSUERS), locations, more)
    .map(([issuer, from, rest]) => ({ issuer: issuer.name, jwks: issuer.jwks, ...from, ...rest }));
  return fc.array(rule, { minLength: 1, maxLength: 2 }).map((jwtRules) =>
    istioObject('RequestAuthentication', namespace, name, {
      ...(selector !== undefined && { selector }),
      jwtRules,
    }),
  );
}

function authorizationPolicy(
  { namespace, name, selector }: Scope,
  action: 'ALLOW' | 'DENY' | 'AUDIT',
): fc.Arbitrary<KubernetesObject> {
  const rule = fc.oneof({ weight: 12, arbitrary: authorizationRule() }, { weight: 1, arbitrary: fc.constant({}) });
  return fc
    .tuple(fc.array(rule, { minLength: action === 'DENY' ? 1 : 0, maxLength: 3 }), rarely(fc.constant(true), 8))
    .map(([rules, isDry]) =>
      istioObject(
        'AuthorizationPolicy',
        namespace,
        `${name}-${action.toLowerCase()}`,
        { ...(selector !== undefined && { selector }), action, ...(rules.length > 0 && { rules }) },
        isDry === true ? { 'istio.io/dry-run': 'true' } : undefined,
      ),
    );
}

function authorizationRule(): fc.Arbitrary<object> {
  const from = source().map((one) => ({ source: one }));
  const to = operation().map((one) => ({ operation: one }));
  return some(
    {
      from: fc.array(from, { minLength: 1, maxLength: 2 }),
      to: fc.array(to, { minLength: 1, maxLength: 2 }),
      when: fc.array(condition(), { minLength: 1, maxLength: 2 }),
    },
    1,
    2,
  );
}

function someOf(...values: readonly string[]): fc.Arbitrary<readonly string[]> {
  return fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });
}

function source(): fc.Arbitrary<object> {
  const principals = someOf(
    'cluster.local/ns/shop/sa/buyer',
    'cluster.local/ns/stock/sa/*',
    '*/sa/istio-ingressgateway-service-account',
    '*',
    'cluster.local/ns/office/sa/operator',
  );
  const namespaces = someOf('shop', 'stock', 'istio-system', 'st*', '*ice', 's*p');
  const requestPrincipals = someOf('*', 'https://id.example.com/alice', 'https://id.example.com/*', '*/bob');
  const serviceAccounts = someOf('shop/buyer', 'office/operator', 'web');
  return fc.oneof(
    some({ principals, notPrincipals: principals }, 1, 2),
    some({ namespaces, notNamespaces: namespaces }, 1, 1),
    some({ requestPrincipals, notRequestPrincipals: requestPrincipals }, 1, 1),
    some({ serviceAccounts, notServiceAccounts: serviceAccounts }, 1, 1),
    some({ principals, requestPrincipals, notNamespaces: namespaces }, 2, 2),
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

function condition(): fc.Arbitrary<object> {
  const values = (key: string, ...list: readonly string[]): fc.Arbitrary<object> =>
    fc
      .tuple(fc.constant(key), some({ values: someOf(...list), notValues: someOf(...list) }, 1, 2))
      .map(([name, rest]) => ({ key: name, ...rest }));
  return fc.oneof(
    values('request.headers[x-user]', 'alice', 'al*', '*', 'bob'),
    values('request.headers[X-Flag]', '1', '*2'),
    values('request.headers[:method]', 'GET', 'P*'),
    values('source.namespace', 'shop', 's*'),
    values('source.principal', 'cluster.local/ns/shop/sa/buyer', '*'),
    values('request.auth.principal', 'https://id.example.com/alice', '*'),
    values('request.auth.audiences', 'shop', 'https://stock/'),
    values('request.auth.claims[sub]', 'alice', 'c*', '*'),
    values('request.auth.claims[groups]', 'staff', 'guest'),
    values('request.auth.claims[iss]', 'https://id.example.com', 'issuer*'),
    values('destination.port', '80', '8080', '443'),
  );
}
