import { AuthorizationPolicy } from '../constructs/istio/authorization-policy';
import { RequestAuthentication } from '../constructs/istio/request-authentication';
import { isPathOrBelow } from '../mesh/path-claims';
import { PropsError } from '../model/props-error';
import { EndUserAuthentication, EndUserProps, pathPatterns, requireToken } from './end-user-authentication';
import type { GatewayIdentity } from './gateway-identity';
import type { MeshApplication } from './mesh-application';

/**
 * Which requests get past a gateway. The default deny holds for its pods as well: they take what is exposed and nothing
 * else.
 */
export class GatewayAdmission {
  private policy: AuthorizationPolicy | undefined;
  private authentication: RequestAuthentication | undefined;
  private readonly issuers = new Map<string, EndUserAuthentication>();
  /** By issuer, applications behind the gateway that check its tokens once more. */
  private readonly checkedAgain = new Map<string, MeshApplication>();

  constructor(private readonly ingress: GatewayIdentity) {}

  /**
   * Admits requests for a path of a host and all below it.
   * @throws PropsError when a token is needed for paths outside of it, or two kinds of tokens have one issuer
   */
  admit(host: string, path: string, endUser: EndUserProps | undefined): void {
    const { ingress } = this;
    this.policy ??= new AuthorizationPolicy(ingress, 'authorization-policy', {
      name: `${ingress.gateway.name}-hosts`,
      namespace: ingress.workload.namespace,
      action: 'ALLOW',
      rules: [],
      matchLabels: ingress.workload.labels,
    });
    if (!ingress.endsTls) {
      this.policy.addRule({ when: [{ key: 'connection.sni', values: [host] }] });
      return;
    }
    if (endUser !== undefined) this.authenticate(endUser, host, path);
    // Browsers leave the port out of the Host header, other clients may not; a pattern has a wildcard at one end only.
    const hosts = host.startsWith('*') ? [host] : [host, `${host}:*`];
    const rules =
      path === '/'
        ? requireToken({}, { hosts }, endUser)
        : requireToken({}, { hosts, paths: pathPatterns(path) }, endUser);
    for (const rule of rules) this.policy.addRule(rule);
  }

  /**
   * Proxies remove the tokens that they have checked, so that whoever asks for them next has none.
   * @throws PropsError when an application behind the gateway would not get the tokens that it asks for
   */
  leaveTokens(application: MeshApplication): void {
    const { endUser } = application;
    if (endUser !== undefined) this.checkedAgain.set(endUser.authentication.issuer, application);
    for (const [issuer, { jwtRule }] of this.issuers) {
      const asking = this.checkedAgain.get(issuer);
      if (asking === undefined || jwtRule.forwardOriginalToken === true) continue;
      throw new PropsError(
        this.ingress.node.path,
        `it removes the tokens of ${issuer} that it has checked, and ${asking.node.path} asks for them too`,
        'set `forwardOriginalToken: true` in the EndUserAuthentication of the gateway',
      );
    }
  }

  private authenticate({ authentication, paths = [] }: EndUserProps, host: string, path: string): void {
    const { ingress } = this;
    const outside = paths.find((guarded) => !isPathOrBelow(guarded, path));
    if (outside !== undefined) {
      throw new PropsError(
        ingress.node.path,
        `the path ${outside} of \`endUser\` is outside of ${host}${path}, so that it would guard nothing`,
        'name paths as requests for the host have them',
      );
    }
    const { issuer } = authentication;
    const known = this.issuers.get(issuer);
    if (known?.isSameAs(authentication) === false) {
      throw new PropsError(
        ingress.node.path,
        `two kinds of tokens come from ${issuer}, of which a gateway can check one`,
        'share one EndUserAuthentication with all audiences, and require one by `claims: { aud: […] }`',
      );
    }
    if (known !== undefined) return;
    this.issuers.set(issuer, authentication);
    const { jwtRule } = authentication;
    if (this.authentication !== undefined) this.authentication.addJwtRule(jwtRule);
    else {
      this.authentication = new RequestAuthentication(ingress, 'request-authentication', {
        name: ingress.gateway.name,
        namespace: ingress.workload.namespace,
        jwtRules: [jwtRule],
        matchLabels: ingress.workload.labels,
      });
    }
  }
}
