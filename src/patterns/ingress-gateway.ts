import { Construct } from 'constructs';
import { AuthorizationPolicy } from '../constructs/istio/authorization-policy';
import { Gateway, GatewayHost, GatewayServer } from '../constructs/istio/gateway';
import { RequestAuthentication } from '../constructs/istio/request-authentication';
import { VirtualService } from '../constructs/istio/virtual-service';
import type { ServiceAccountReference, WorkloadReference } from '../constructs/istio/workload';
import { REFERENCED_WORKLOAD, RefersToWorkload } from '../constructs/referenced-workload';
import { parseGatewayHost } from '../mesh/gateway';
import { isPathOrBelow, PathClaims, pathProblem } from '../mesh/path-claims';
import { pathAndBelow } from '../mesh/path-match';
import { listOf, objectOf, optional, variantsOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { FLAG, LABELS, PORT, RATE, TEXT } from '../model/props-values';
import type { Rate } from '../model/rate';
import type { ReferencedWorkload } from '../model/referenced-workload';
import { END_USER, EndUserAuthentication, EndUserProps, pathPatterns, requireToken } from './end-user-authentication';
import { Certificate, CERTIFICATE } from './gateway-certificate';
import { CLIENT_AUTHORITY, ClientAuthority } from './gateway-client-authority';
import { LocalRateLimits } from './local-rate-limits';
import { APPLICATION, MeshApplication } from './mesh-application';

/** How a gateway ends TLS, or does not. */
export type GatewayTls =
  | { readonly mode: 'SIMPLE'; readonly certificate: Certificate }
  /** Clients have to show a certificate, too. */
  | {
      readonly mode: 'MUTUAL';
      readonly certificate: Certificate;
      /** Who signs certificates of clients. @default `ca.crt` of the Secret of the certificate */
      readonly clientAuthority?: ClientAuthority | undefined;
    }
  /** The application ends TLS; the gateway routes by server name and sees nothing of the requests. */
  | { readonly mode: 'PASSTHROUGH' };

/** The pods of a gateway; their Deployment belongs to Istio's gateway chart. */
export interface GatewayWorkload extends WorkloadReference {
  /** Service account of the pods. */
  readonly serviceAccount: string;
}

/** As Istio's own installation of its ingress gateway names things. */
const ISTIO_INGRESS_GATEWAY: GatewayWorkload = {
  namespace: 'istio-system',
  labels: { istio: 'ingressgateway' },
  serviceAccount: 'istio-ingressgateway-service-account',
};

/** What a gateway serves, and whose pods it is. */
export interface IngressGatewayProps {
  /** Namespace of the Gateway. @default that of its workload */
  readonly namespace?: string | undefined;
  /** Hosts that it serves: `shop.example.com`, `*.example.com`. */
  readonly hosts: readonly string[];
  /** Who ends TLS, and the certificate. */
  readonly tls: GatewayTls;
  /** Port for TLS. @default 443 */
  readonly port?: number | undefined;
  /** Whether port 80 answers with a redirect to HTTPS. @default true, except for passthrough */
  readonly httpsRedirect?: boolean | undefined;
  /** @default the pods of Istio's own ingress gateway */
  readonly workload?: GatewayWorkload | undefined;
}

/** Which part of which host an application gets, and who may call it there. */
export interface ExposeProps {
  /** One of the gateway's hosts. */
  readonly host: string;
  /** The part of the host that is the application's: this path and all below it. @default the whole host */
  readonly path?: string | undefined;
  /** For what end users need a token; its paths are those of the host. @default nothing */
  readonly endUser?: EndUserProps | undefined;
  /** How many requests for the whole host each proxy of the gateway takes; excludes `path`. @default any number */
  readonly rateLimit?: Rate | undefined;
}

const PROPS = objectOf<IngressGatewayProps>({
  namespace: optional(TEXT),
  hosts: listOf(TEXT),
  tls: variantsOf<GatewayTls, 'mode'>('mode', {
    SIMPLE: { certificate: CERTIFICATE },
    MUTUAL: { certificate: CERTIFICATE, clientAuthority: optional(CLIENT_AUTHORITY) },
    PASSTHROUGH: {},
  }),
  port: optional(PORT),
  httpsRedirect: optional(FLAG),
  workload: optional(objectOf<GatewayWorkload>({ namespace: TEXT, labels: LABELS, serviceAccount: TEXT })),
});

const EXPOSE_PROPS = objectOf<ExposeProps>({
  host: TEXT,
  path: optional(TEXT),
  endUser: optional(END_USER),
  rateLimit: optional(RATE),
});

/** The way into the mesh: a gateway, the routes of hosts that applications share, and who gets past it. */
export class IngressGateway extends Construct implements RefersToWorkload {
  /** The L2, with a server for each port. */
  readonly gateway: Gateway;
  /** The identity by which applications know the gateway. */
  readonly serviceAccount: ServiceAccountReference;
  private readonly tls: GatewayTls;
  /** Port for TLS. */
  readonly port: number;
  /** The pods that serve it. */
  readonly workload: GatewayWorkload;
  private readonly claims = new Map<string, PathClaims<MeshApplication>>();
  private readonly roots = new Map<string, VirtualService>();
  private readonly admitted = new Set<MeshApplication>();
  private readonly exposures = new Map<MeshApplication, Exposure[]>();
  private readonly routeLimits = new Map<MeshApplication, Map<string, Rate>>();
  private admission: AuthorizationPolicy | undefined;
  private authentication: RequestAuthentication | undefined;
  private readonly issuers = new Map<string, EndUserAuthentication>();
  /** By issuer, applications behind the gateway that check its tokens once more. */
  private readonly checkedAgain = new Map<string, MeshApplication>();
  private limits: LocalRateLimits | undefined;
  private isLimited = false;

  constructor(scope: Construct, id: string, props: IngressGatewayProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { workload = ISTIO_INGRESS_GATEWAY, hosts, tls, port = 443 } = props;
    const { namespace = workload.namespace, httpsRedirect = tls.mode !== 'PASSTHROUGH' } = props;
    if (httpsRedirect && tls.mode === 'PASSTHROUGH') {
      throw new PropsError(
        this.node.path,
        'a passthrough gateway admits by server name, which plain HTTP has none of',
        'leave out `httpsRedirect`',
      );
    }
    if (httpsRedirect && port !== 443) {
      throw new PropsError(
        this.node.path,
        `port 80 redirects to port 443, and TLS is on port ${port}`,
        'use port 443, or set `httpsRedirect: false`',
      );
    }
    this.tls = tls;
    this.port = port;
    this.workload = workload;
    this.serviceAccount = { name: workload.serviceAccount, namespace: workload.namespace };
    this.gateway = new Gateway(this, 'gateway', {
      name: id,
      namespace,
      selector: workload.labels,
      servers: [
        {
          port: {
            number: port,
            name: tls.mode === 'PASSTHROUGH' ? 'tls' : 'https',
            protocol: tls.mode === 'PASSTHROUGH' ? 'TLS' : 'HTTPS',
          },
          hosts,
          tls: this.serverTls(namespace, hosts),
        },
        ...(httpsRedirect
          ? [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts, tls: { httpsRedirect: true } }]
          : []),
      ],
    });
  }

  /** @internal synth asks it */
  get [REFERENCED_WORKLOAD](): ReferencedWorkload {
    return this.workload;
  }

  private serverTls(namespace: string, hosts: readonly string[]): NonNullable<GatewayServer['tls']> {
    const { tls, workload } = this;
    if (tls.mode === 'PASSTHROUGH') return { mode: 'PASSTHROUGH' };
    const clientAuthority = tls.mode === 'MUTUAL' ? tls.clientAuthority : undefined;
    const name = tls.certificate.provide(this, {
      gateway: this.node.id,
      namespace: workload.namespace,
      hosts: hosts.map((host) => parseGatewayHost(host, namespace).host),
      hasClientAuthority: tls.mode === 'MUTUAL' && clientAuthority === undefined,
    });
    clientAuthority?.provideBeside(this, { name, namespace: workload.namespace });
    // TLS 1.0 and 1.1 are broken; Istio's default is not the same in all versions, so it is stated.
    return { mode: tls.mode, credentialName: name, minProtocolVersion: 'TLSV1_2' };
  }

  /**
   * Makes an application reachable from outside, and admits the gateway's identity to it.
   *
   * Applications may share a host by disjoint paths: the host's root routes then belong to the gateway and delegate.
   *
   * @throws PropsError when the host is outside of the gateway, the path is none, or somebody has a part of it already;
   * and when end users need a token for paths outside of it, two kinds of tokens have one issuer, or an application
   * would not get the tokens that it asks for
   */
  expose(application: MeshApplication, props: ExposeProps): void {
    checkProps(this, APPLICATION, application, 'application');
    checkProps(this, EXPOSE_PROPS, props);
    const { host, path = '/', endUser, rateLimit } = props;
    const gatewayHost = this.gateway.host(host);
    this.claim(application, host, path);
    if (this.tls.mode === 'PASSTHROUGH') this.exposePassthrough(application, gatewayHost, props);
    else if (path === '/' && application.mayBind(gatewayHost)) application.bindHost(gatewayHost);
    else this.exposePath(application, gatewayHost, path);
    this.remember(application, host, path);
    this.admitRequests(host, path, endUser);
    this.leaveTokens(application);
    if (rateLimit !== undefined) this.limitHost(host, path, rateLimit);
    this.admitGateway(application);
  }

  /**
   * Whether it sees the requests in the connections that it passes on.
   * @internal GlobalRateLimits asks it
   */
  get endsTls(): boolean {
    return this.tls.mode !== 'PASSTHROUGH';
  }

  /**
   * Whether something is exposed on a host.
   * @internal GlobalRateLimits asks it
   */
  exposes(host: string): boolean {
    return this.claims.has(host);
  }

  /**
   * Limits how many requests each proxy of the gateway takes, whatever they are for.
   * @throws PropsError when it is limited already
   */
  limit(rate: Rate): void {
    checkProps(this, RATE, rate, 'rate');
    if (this.isLimited) throw new PropsError(this.node.path, 'it has two limits for all requests', 'state one of them');
    this.isLimited = true;
    this.rateLimits().limitAll(rate);
  }

  /**
   * Limits how many requests each proxy of the gateway hands to one route of an application, on each of its hosts; where
   * headers choose between versions, each version of the route counts by itself.
   * @param route name of the rule, such as `default`
   * @throws PropsError when the application is not exposed here, has no such route, or the route is limited already
   */
  limitRoute(application: MeshApplication, route: string, rate: Rate): void {
    checkProps(this, APPLICATION, application, 'application');
    checkProps(this, TEXT, route, 'route');
    checkProps(this, RATE, rate, 'rate');
    const exposures = this.exposures.get(application);
    if (exposures === undefined) {
      throw new PropsError(this.node.path, `${application.node.path} is not exposed here`, 'call expose() before');
    }
    application.routeNames(route); // refuses one that is not there
    const limits = this.routeLimits.get(application) ?? new Map<string, Rate>();
    this.routeLimits.set(application, limits);
    if (limits.has(route)) {
      throw new PropsError(
        this.node.path,
        `${application.node.path} has two limits for its route "${route}"`,
        'state one of them',
      );
    }
    limits.set(route, rate);
    for (const exposure of exposures) this.limitExposedRoute(application, exposure, route, rate);
  }

  private limitExposedRoute(application: MeshApplication, exposure: Exposure, route: string, rate: Rate): void {
    const { host, routePrefix } = exposure;
    for (const name of application.routeNames(route)) {
      this.rateLimits().limitRoute(host, this.port, `${routePrefix}${name}`, rate);
    }
  }

  private claim(application: MeshApplication, host: string, path: string): void {
    const problem = pathProblem(path);
    if (problem !== undefined)
      throw new PropsError(this.node.path, `the path "${path}" ${problem}`, 'write a path such as /api');
    let claims = this.claims.get(host);
    if (claims === undefined) {
      claims = new PathClaims();
      this.claims.set(host, claims);
    }
    const owner = claims.claim(path, application);
    if (owner === undefined) return;
    throw new PropsError(
      this.node.path,
      `${host}${path} overlaps with what ${owner.node.path} has of the host, and either could get the requests`,
      'give each application paths that are not below those of another',
    );
  }

  private exposePath(application: MeshApplication, host: GatewayHost, path: string): void {
    this.rootOf(host).addHttpRoute({
      name: rootRouteName(application, path),
      match: path === '/' ? undefined : pathAndBelow(path).map(({ type, value }) => ({ uri: { [type]: value } })),
      delegate: application.routesAsDelegate(),
    });
  }

  private exposePassthrough(
    application: MeshApplication,
    host: GatewayHost,
    { path, endUser, rateLimit }: ExposeProps,
  ): void {
    if (path !== undefined || endUser !== undefined || rateLimit !== undefined) {
      throw new PropsError(
        this.node.path,
        'a passthrough gateway sees no requests, so it can tell no paths, tokens and rates',
        'expose the whole host, or let the gateway end TLS',
      );
    }
    if (!application.mayBind(host)) {
      throw new PropsError(
        this.node.path,
        `${application.node.path} is exposed on another gateway, which would pass its hosts on too`,
        'expose it on one of the two',
      );
    }
    application.bindPassthroughHost(host, this.port);
  }

  /** A delegate's routes are named after the root's and its own. */
  private remember(application: MeshApplication, host: string, path: string): void {
    const exposures = this.exposures.get(application) ?? [];
    const isDelegate = this.roots.has(host);
    const exposure = { host, routePrefix: isDelegate ? `${rootRouteName(application, path)}-` : '' };
    exposures.push(exposure);
    this.exposures.set(application, exposures);
    for (const [route, rate] of this.routeLimits.get(application) ?? []) {
      this.limitExposedRoute(application, exposure, route, rate);
    }
  }

  private rootOf(host: GatewayHost): VirtualService {
    let root = this.roots.get(host.host);
    if (root === undefined) {
      const name = `${this.gateway.name}-${host.host.replace('*', 'wildcard')}`;
      root = new VirtualService(this, `host-${host.host}`, { name, namespace: this.gateway.namespace, hosts: [host] });
      this.roots.set(host.host, root);
    }
    return root;
  }

  /** The default deny holds for the gateway's pods as well: they take what is exposed and nothing else. */
  private admitRequests(host: string, path: string, endUser: EndUserProps | undefined): void {
    this.admission ??= new AuthorizationPolicy(this, 'authorization-policy', {
      name: `${this.gateway.name}-hosts`,
      namespace: this.workload.namespace,
      action: 'ALLOW',
      rules: [],
      matchLabels: this.workload.labels,
    });
    if (this.tls.mode === 'PASSTHROUGH') {
      this.admission.addRule({ when: [{ key: 'connection.sni', values: [host] }] });
      return;
    }
    if (endUser !== undefined) this.authenticate(endUser, host, path);
    // Browsers leave the port out of the Host header, other clients may not; a pattern has a wildcard at one end only.
    const hosts = host.startsWith('*') ? [host] : [host, `${host}:*`];
    const rules =
      path === '/'
        ? requireToken({}, { hosts }, endUser)
        : requireToken({}, { hosts, paths: pathPatterns(path) }, endUser);
    for (const rule of rules) this.admission.addRule(rule);
  }

  private authenticate({ authentication, paths = [] }: EndUserProps, host: string, path: string): void {
    const outside = paths.find((guarded) => !isPathOrBelow(guarded, path));
    if (outside !== undefined) {
      throw new PropsError(
        this.node.path,
        `the path ${outside} of \`endUser\` is outside of ${host}${path}, so that it would guard nothing`,
        'name paths as requests for the host have them',
      );
    }
    const { issuer } = authentication;
    const known = this.issuers.get(issuer);
    if (known?.isSameAs(authentication) === false) {
      throw new PropsError(
        this.node.path,
        `two kinds of tokens come from ${issuer}, of which a gateway can check one`,
        'share one EndUserAuthentication with all audiences, and require one by `claims: { aud: […] }`',
      );
    }
    if (known !== undefined) return;
    this.issuers.set(issuer, authentication);
    const { jwtRule } = authentication;
    if (this.authentication !== undefined) this.authentication.addJwtRule(jwtRule);
    else {
      this.authentication = new RequestAuthentication(this, 'request-authentication', {
        name: this.gateway.name,
        namespace: this.workload.namespace,
        jwtRules: [jwtRule],
        matchLabels: this.workload.labels,
      });
    }
  }

  /** Proxies remove the tokens that they have checked, so that whoever asks for them next has none. */
  private leaveTokens(application: MeshApplication): void {
    const { endUser } = application;
    if (endUser !== undefined) this.checkedAgain.set(endUser.authentication.issuer, application);
    for (const [issuer, { jwtRule }] of this.issuers) {
      const asking = this.checkedAgain.get(issuer);
      if (asking === undefined || jwtRule.forwardOriginalToken === true) continue;
      throw new PropsError(
        this.node.path,
        `it removes the tokens of ${issuer} that it has checked, and ${asking.node.path} asks for them too`,
        'set `forwardOriginalToken: true` in the EndUserAuthentication of the gateway',
      );
    }
  }

  private limitHost(host: string, path: string, rate: Rate): void {
    if (path !== '/') {
      throw new PropsError(
        this.node.path,
        `the rate limit of ${host} would be for ${path} only`,
        'limit its routes by limitRoute()',
      );
    }
    this.rateLimits().limitHost(host, this.port, rate);
  }

  private rateLimits(): LocalRateLimits {
    if (!this.endsTls) {
      throw new PropsError(
        this.node.path,
        'a passthrough gateway sees no requests that it could limit',
        'limit them by `rateLimit` of the application, or let the gateway end TLS',
      );
    }
    this.limits ??= new LocalRateLimits(this, 'rate-limits', {
      namespace: this.workload.namespace,
      name: `${this.gateway.name}-rate-limits`,
      matchLabels: this.workload.labels,
      context: 'GATEWAY',
    });
    return this.limits;
  }

  private admitGateway(application: MeshApplication): void {
    if (this.admitted.has(application)) return;
    this.admitted.add(application);
    application.admit(this.serviceAccount);
  }
}

/** Where the routes of an application are on a gateway. */
interface Exposure {
  readonly host: string;
  /** What their names begin with there. */
  readonly routePrefix: string;
}

function rootRouteName({ namespace, name }: MeshApplication, path: string): string {
  return path === '/' ? `${namespace}-${name}` : `${namespace}-${name}${path.replaceAll('/', '-')}`;
}
