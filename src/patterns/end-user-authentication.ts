import type { AuthorizationRule, Operation } from '../constructs/istio/authorization-policy';
import type { JwtRule } from '../constructs/istio/request-authentication';
import { pathProblem } from '../mesh/path-claims';
import { acceptedBy, listOf, madeWith, objectOf, optional, recordOf, someOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { FLAG, isText, JSON_WEB_KEYS, TEXT } from '../model/props-values';

/** Who signs tokens, and what a proxy checks of them. */
export interface JwtProps {
  /** Who signs the tokens, as their `iss` claim has it. */
  readonly issuer: string;
  /** URL of the keys, which istiod fetches. Excludes `jwks`. */
  readonly jwksUri?: string | undefined;
  /** The keys themselves, as the JSON of a key set. Excludes `jwksUri`. */
  readonly jwks?: string | undefined;
  /** Values of the `aud` claim, of which a token has one. @default any */
  readonly audiences?: readonly string[] | undefined;
  /** Whether what comes after the proxy that checks the token gets it too. @default false */
  readonly forwardOriginalToken?: boolean | undefined;
}

const JWT_PROPS = objectOf<JwtProps>({
  issuer: TEXT,
  jwksUri: optional(TEXT),
  jwks: optional(JSON_WEB_KEYS),
  audiences: optional(listOf(TEXT)),
  forwardOriginalToken: optional(FLAG),
});

/** How end users prove who they are. */
export class EndUserAuthentication {
  private constructor(
    /** Who signs the tokens, as their `iss` claim has it. */
    readonly issuer: string,
    /** @internal */
    readonly jwtRule: JwtRule,
  ) {}

  /**
   * By JSON Web Tokens of an issuer.
   * @throws RangeError when there are no keys to check them with
   */
  static jwt(props: JwtProps): EndUserAuthentication {
    checkProps('EndUserAuthentication.jwt', JWT_PROPS, props);
    if ((props.jwksUri === undefined) === (props.jwks === undefined)) {
      throw new RangeError(`the keys of ${props.issuer} have to come from one place: set either jwksUri or jwks`);
    }
    return new EndUserAuthentication(props.issuer, { ...props });
  }

  /**
   * Whether the other checks tokens in the same way.
   * @internal IngressGateway asks it
   */
  isSameAs({ jwtRule: other }: EndUserAuthentication): boolean {
    const fields = new Set([...Object.keys(this.jwtRule), ...Object.keys(other)]) as Set<keyof JwtRule>;
    return [...fields].every((field) => JSON.stringify(this.jwtRule[field]) === JSON.stringify(other[field]));
  }
}

/** For what a valid token is required. */
export interface EndUserProps {
  /** Who signs the tokens. */
  readonly authentication: EndUserAuthentication;
  /** Paths, each with all below it. @default all */
  readonly paths?: readonly string[] | undefined;
  /** Claims that the token has to have, each with one of the values; nested ones by `a][b`. @default none */
  readonly claims?: Readonly<Record<string, readonly string[]>> | undefined;
}

export const END_USER = objectOf<EndUserProps>({
  authentication: madeWith<EndUserAuthentication>(
    { issuer: 'string', jwtRule: 'object' },
    'pass EndUserAuthentication.jwt({ … })',
  ),
  paths: optional(someOf(acceptedBy(pathPatterns, isText, 'pass a path such as /orders'))),
  claims: optional(recordOf(someOf(TEXT))),
});

/**
 * The rules that admit what a rule admits, but for some paths with a token only. They only ever allow: a request that
 * no rule admits is denied by default.
 */
export function requireToken(
  rule: AuthorizationRule,
  operation: Operation,
  endUser: EndUserProps | undefined,
): AuthorizationRule[] {
  const to = isEmpty(operation) ? undefined : [operation];
  if (endUser === undefined) return [{ ...rule, to }];
  const { authentication, paths, claims = {} } = endUser;
  const withToken: AuthorizationRule = {
    ...rule,
    // A token's principal is its issuer and its subject.
    requestPrincipals: [`${authentication.issuer}/*`],
    when: Object.keys(claims).length === 0 ? rule.when : [...(rule.when ?? []), ...claimConditions(claims)],
  };
  if (paths === undefined) return [{ ...withToken, to }];
  const guarded = paths.flatMap(pathPatterns);
  return [
    { ...withToken, to: [{ ...operation, paths: guarded }] },
    { ...rule, to: [{ ...operation, notPaths: guarded }] },
  ];
}

/** As AuthorizationPolicy has it: the path itself, and all below it. */
export function pathPatterns(path: string): string[] {
  const problem = pathProblem(path);
  if (problem !== undefined) throw new RangeError(`the path "${path}" ${problem}: write a path such as /orders`);
  return path === '/' ? ['/*'] : [path, `${path}/*`];
}

function claimConditions(claims: Readonly<Record<string, readonly string[]>>): NonNullable<AuthorizationRule['when']> {
  return Object.entries(claims).map(([claim, values]) => ({ key: `request.auth.claims[${claim}]`, values }));
}

function isEmpty(operation: Operation): boolean {
  return Object.values(operation).every((value) => value === undefined);
}
