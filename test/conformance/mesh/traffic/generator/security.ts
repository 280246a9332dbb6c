import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { APPLICATION_PORT } from '../../harness/scene';
import { SECOND_PORT } from '../arena';
import { authorizationPolicy } from './authorization';
import { istioObject } from './objects';
import { APPLICATIONS, GATEWAYS, NAMESPACES, ROOT, type Scope, scopeOf, TARGETS } from './scopes';
import { ISSUERS } from './tokens';
import { rarely, some } from './vocabulary';

type Objects = readonly KubernetesObject[];

/** Who is asked for what proof, at pods that all of a round's meshes share. */
export function authentication(): fc.Arbitrary<Objects> {
  return several([
    ...each([...APPLICATIONS, ...NAMESPACES, ROOT], 4, peerAuthentication),
    ...each([...APPLICATIONS, ...GATEWAYS], 2, requestAuthentication),
    ...each(TARGETS, 4, requestAuthentication),
  ]);
}

/** What is allowed, at those pods. */
export function authorization(): fc.Arbitrary<Objects> {
  return several([
    ...each([...APPLICATIONS, ...GATEWAYS], 4, (scope) => authorizationPolicy(scope, 'ALLOW')),
    ...each([...APPLICATIONS, ...GATEWAYS], 3, (scope) => authorizationPolicy(scope, 'DENY')),
    ...each(TARGETS, 6, (scope) => authorizationPolicy(scope, 'DENY')),
    ...each([...NAMESPACES, ROOT], 12, (scope) => authorizationPolicy(scope, 'DENY')),
    ...each([...NAMESPACES, ROOT], 20, (scope) => authorizationPolicy(scope, 'ALLOW')),
    ...each(APPLICATIONS, 8, (scope) => authorizationPolicy(scope, 'AUDIT')),
    ...each([...APPLICATIONS, ...GATEWAYS], 6, (scope) => authorizationPolicy(scope, 'CUSTOM')),
  ]);
}

type Rarely = fc.Arbitrary<KubernetesObject | undefined>;

function each(
  scopes: readonly Scope[],
  cases: number,
  make: (scope: Scope) => fc.Arbitrary<KubernetesObject>,
): readonly Rarely[] {
  return scopes.map((scope) => rarely(make(scope), cases));
}

function several(objects: readonly Rarely[]): fc.Arbitrary<Objects> {
  return fc.tuple(...objects).map((list) => list.filter((object) => object !== undefined));
}

function peerAuthentication(scope: Scope): fc.Arbitrary<KubernetesObject> {
  const { namespace, name, selector } = scope;
  const mtls = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET').map((mode) => ({ mode }));
  const ports = fc.dictionary(fc.constantFrom(String(APPLICATION_PORT), String(SECOND_PORT)), mtls, { minKeys: 1 });
  return fc.tuple(some({ mtls }, 0, 1), rarely(ports, 3)).map(([mode, portLevelMtls]) =>
    istioObject('PeerAuthentication', namespace, name, {
      ...scopeOf(scope),
      ...mode,
      ...(selector !== undefined && portLevelMtls !== undefined && { portLevelMtls }),
    }),
  );
}

function requestAuthentication(scope: Scope): fc.Arbitrary<KubernetesObject> {
  return fc
    .array(tokenRule(), { minLength: 1, maxLength: 3 })
    .map((jwtRules) =>
      istioObject('RequestAuthentication', scope.namespace, scope.name, { ...scopeOf(scope), jwtRules }),
    );
}

function tokenRule(): fc.Arbitrary<object> {
  const locations = some(
    {
      fromHeaders: fc.constantFrom(
        [{ name: 'x-user-token' }],
        [{ name: 'Authorization', prefix: 'Bearer ' }],
        [{ name: 'x-user-jwt', prefix: 'jwt ' }],
        [{ name: 'X-User-JWT', prefix: 'jwt' }, { name: 'x-user-token' }],
      ),
      fromParams: fc.constantFrom(['token'], ['token', 'access_token']),
      fromCookies: fc.constant(['session']),
    },
    0,
    2,
  );
  const headers = fc.subarray(
    [
      { header: 'x-claim-sub', claim: 'sub' },
      { header: 'x-user', claim: 'sub' },
      { header: 'x-claim-groups', claim: 'groups' },
      { header: 'x-claim-team', claim: 'realm.team' },
      { header: 'X-Claim-Level', claim: 'level' },
      { header: 'x-claim-active', claim: 'active' },
      { header: 'x-claim-realm', claim: 'realm' },
      { header: 'x-claim-sub', claim: 'aud' },
    ],
    { minLength: 1, maxLength: 3 },
  );
  const more = some(
    {
      audiences: fc.constantFrom(['shop'], ['http://stock'], ['other', 'shop']),
      forwardOriginalToken: fc.boolean(),
      outputClaimToHeaders: headers,
      outputPayloadToHeader: fc.constantFrom('x-claim-payload', 'x-user'),
      spaceDelimitedClaims: fc.constant(['skills']),
    },
    0,
    3,
  );
  return fc
    .tuple(fc.constantFrom(ISSUERS[0]!, ...ISSUERS), locations, more)
    .map(([issuer, from, rest]) => ({ issuer: issuer.name, jwks: issuer.jwks, ...from, ...rest }));
}
