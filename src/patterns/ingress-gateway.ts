import { Construct } from 'constructs';
import { Gateway, GatewayHost, GatewayServer } from '../constructs/istio/gateway';
import { VirtualService } from '../constructs/istio/virtual-service';
import type { ServiceAccountReference } from '../constructs/istio/workload';
import { REFERENCED_WORKLOAD, RefersToWorkload } from '../constructs/referenced-workload';
import { parseGatewayHost } from '../mesh/gateway';
import { PathClaims, pathProblem } from '../mesh/path-claims';
import { pathAndBelow } from '../mesh/path-match';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { RATE, TEXT } from '../model/props-values';
import type { Rate } from '../model/rate';
import type { ReferencedWorkload } from '../model/referenced-workload';
import { GatewayAdmission } from './gateway-admission';
import { GatewayRateLimits } from './gateway-rate-limits';
import {
  ExposeProps,
  EXPOSE_PROPS,
  GatewayTls,
  GatewayWorkload,
  INGRESS_GATEWAY_PROPS,
  IngressGatewayProps,
  ISTIO_INGRESS_GATEWAY,
} from './ingress-gateway-props';
import { APPLICATION, MeshApplication } from './mesh-application';

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
  private readonly admission = new GatewayAdmission(this);
  private readonly rateLimits = new GatewayRateLimits(this);

  constructor(scope: Construct, id: string, props: IngressGatewayProps) {
    super(scope, id);
    checkProps(this, INGRESS_GATEWAY_PROPS, props);
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
    // A delegate's routes are named after the root's and its own.
    const routePrefix = this.roots.has(host) ? `${rootRouteName(application, path)}-` : '';
    this.rateLimits.expose(application, { host, routePrefix });
    this.admission.admit(host, path, endUser);
    this.admission.leaveTokens(application);
    if (rateLimit !== undefined) this.rateLimits.limitHost(host, path, rateLimit);
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
    this.rateLimits.limitAll(rate);
  }

  /**
   * Limits how many requests each proxy of the gateway hands to one route of an application, on each of its hosts; where
   * headers choose between versions, each version of the route counts by itself.
   * @param application one that is exposed here
   * @param route name of the rule, such as `default`
   * @param rate for each proxy and host
   * @throws PropsError when the application is not exposed here, has no such route, or the route is limited already
   */
  limitRoute(application: MeshApplication, route: string, rate: Rate): void {
    checkProps(this, APPLICATION, application, 'application');
    checkProps(this, TEXT, route, 'route');
    checkProps(this, RATE, rate, 'rate');
    this.rateLimits.limitRoute(application, route, rate);
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

  private rootOf(host: GatewayHost): VirtualService {
    let root = this.roots.get(host.host);
    if (root === undefined) {
      const name = `${this.gateway.name}-${host.host.replace('*', 'wildcard')}`;
      root = new VirtualService(this, `host-${host.host}`, { name, namespace: this.gateway.namespace, hosts: [host] });
      this.roots.set(host.host, root);
    }
    return root;
  }

  private admitGateway(application: MeshApplication): void {
    if (this.admitted.has(application)) return;
    this.admitted.add(application);
    application.admit(this.serviceAccount);
  }
}

function rootRouteName({ namespace, name }: MeshApplication, path: string): string {
  return path === '/' ? `${namespace}-${name}` : `${namespace}-${name}${path.replaceAll('/', '-')}`;
}
