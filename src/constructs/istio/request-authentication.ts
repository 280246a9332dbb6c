import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import * as l1 from '../../../imports/security.istio.io';
import { fieldsOf, listOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { JSON_WEB_KEYS, LABELS, TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/**
 * An issuer of tokens and where to find its keys, with the fields that Istio has.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/
 */
export type JwtRule = l1.RequestAuthenticationJwtRules;

export interface RequestAuthenticationProps extends ResourceProps {
  /** Issuers whose tokens are taken, at least one. */
  readonly jwtRules: readonly JwtRule[];
  /** Labels of the pods that it is for. @default all pods of the namespace; in the root namespace, of the mesh */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
}

const JWT_RULE = fieldsOf<JwtRule>({ issuer: optional(TEXT), jwksUri: optional(TEXT), jwks: optional(JSON_WEB_KEYS) });

const PROPS = objectOf<RequestAuthenticationProps>({
  ...RESOURCE_SHAPE,
  jwtRules: listOf(JWT_RULE),
  matchLabels: optional(LABELS),
});

/**
 * Which JSON Web Tokens are valid. It refuses invalid tokens only: a request without one passes, until an
 * AuthorizationPolicy asks for a request principal.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class RequestAuthentication extends Resource {
  readonly resource: l1.RequestAuthentication;
  private readonly jwtRules: JwtRule[] = [];

  /** @throws PropsError when there is no rule, or one has two sources of keys or an unsafe one */
  constructor(scope: Construct, id: string, props: RequestAuthenticationProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { jwtRules, matchLabels, ...rest } = props;
    if (jwtRules.length === 0) {
      throw new PropsError(this.node.path, 'without a rule no token is checked', 'add one to `jwtRules`');
    }
    for (const rule of jwtRules) this.add(rule);
    const spec = (): l1.RequestAuthenticationSpec => ({
      selector: matchLabels === undefined ? undefined : { matchLabels },
      jwtRules: this.jwtRules,
    });
    this.resource = new l1.RequestAuthentication(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Rules may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.RequestAuthenticationSpec,
    });
  }

  /**
   * Adds an issuer whose tokens are taken.
   * @throws PropsError as the constructor does
   */
  addJwtRule(rule: JwtRule): void {
    checkProps(this, JWT_RULE, rule, 'rule');
    this.add(rule);
  }

  private add(rule: JwtRule): void {
    const { issuer = '(any issuer)', jwksUri, jwks } = rule;
    if (jwksUri !== undefined && jwks !== undefined) {
      throw new PropsError(this.node.path, `the keys of ${issuer} come from two places`, 'set `jwksUri` or `jwks`');
    }
    if (jwksUri?.startsWith('http://') === true) {
      throw new PropsError(this.node.path, `the keys of ${issuer} would come over plain HTTP`, 'use an https:// URL');
    }
    this.jwtRules.push(rule);
  }
}
