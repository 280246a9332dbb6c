import type { Construct } from 'constructs';
import * as l1 from '../../../imports/security.istio.io';
import { PropsError } from '../../model/props-error';
import { metadataOf, Resource, ResourceProps } from '../resource';

export type JwtRule = l1.RequestAuthenticationJwtRules;

export interface RequestAuthenticationProps extends ResourceProps {
  /** Issuers whose tokens are taken, at least one. */
  readonly jwtRules: readonly JwtRule[];
  /** Labels of the pods that it is for. @default all pods of the namespace; in the root namespace, of the mesh */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
}

/**
 * Which JSON Web Tokens are valid. It refuses invalid tokens only: a request without one passes, until an
 * AuthorizationPolicy asks for a request principal.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class RequestAuthentication extends Resource {
  readonly resource: l1.RequestAuthentication;

  /** @throws PropsError when there is no rule, or one has no keys or two sources of them */
  constructor(scope: Construct, id: string, { jwtRules, matchLabels, ...props }: RequestAuthenticationProps) {
    super(scope, id);
    if (jwtRules.length === 0)
      throw new PropsError(this.node.path, 'without a rule no token is checked', 'add a `jwtRules`');
    for (const { issuer = '(any issuer)', jwksUri, jwks } of jwtRules) {
      if (jwksUri !== undefined && jwks !== undefined) {
        throw new PropsError(this.node.path, `the keys of ${issuer} come from two places`, 'set `jwksUri` or `jwks`');
      }
      if (jwksUri?.startsWith('http://') === true) {
        throw new PropsError(this.node.path, `the keys of ${issuer} would come over plain HTTP`, 'use an https:// URL');
      }
    }
    this.resource = new l1.RequestAuthentication(this, 'Resource', {
      metadata: metadataOf(id, props),
      spec: { selector: matchLabels === undefined ? undefined : { matchLabels }, jwtRules },
    });
  }
}
