import { PropsError } from '../model/props-error';
import type { Rate } from '../model/rate';
import type { GatewayIdentity } from './gateway-identity';
import { LocalRateLimits } from './local-rate-limits';
import type { MeshApplication } from './mesh-application';

/** Where the routes of an application are on a gateway. */
export interface Exposure {
  readonly host: string;
  /** What their names begin with there. */
  readonly routePrefix: string;
}

/** How many requests each proxy of a gateway takes: in all, for a host, and for a route of an application on all its hosts. */
export class GatewayRateLimits {
  private limits: LocalRateLimits | undefined;
  private isLimited = false;
  private readonly exposures = new Map<MeshApplication, Exposure[]>();
  private readonly routeLimits = new Map<MeshApplication, Map<string, Rate>>();

  constructor(private readonly ingress: GatewayIdentity) {}

  /** @throws PropsError when all requests are limited already, or the gateway sees none */
  limitAll(rate: Rate): void {
    if (this.isLimited) {
      throw new PropsError(this.ingress.node.path, 'it has two limits for all requests', 'state one of them');
    }
    this.isLimited = true;
    this.proxies().limitAll(rate);
  }

  /** @throws PropsError when only a part of the host is meant, or the gateway sees no requests */
  limitHost(host: string, path: string, rate: Rate): void {
    if (path !== '/') {
      throw new PropsError(
        this.ingress.node.path,
        `the rate limit of ${host} would be for ${path} only`,
        'limit its routes by limitRoute()',
      );
    }
    this.proxies().limitHost(host, this.ingress.port, rate);
  }

  /** @throws PropsError when the application is not exposed, has no such route, or the route is limited already */
  limitRoute(application: MeshApplication, route: string, rate: Rate): void {
    const { path } = this.ingress.node;
    const exposures = this.exposures.get(application);
    if (exposures === undefined) {
      throw new PropsError(path, `${application.node.path} is not exposed here`, 'call expose() before');
    }
    application.routeNames(route); // refuses one that is not there
    const limits = this.routeLimits.get(application) ?? new Map<string, Rate>();
    this.routeLimits.set(application, limits);
    if (limits.has(route)) {
      throw new PropsError(
        path,
        `${application.node.path} has two limits for its route "${route}"`,
        'state one of them',
      );
    }
    limits.set(route, rate);
    for (const exposure of exposures) this.limitExposed(application, exposure, route, rate);
  }

  /** The limits of an application's routes hold there as well, whether they are stated before or after. */
  expose(application: MeshApplication, exposure: Exposure): void {
    const exposures = this.exposures.get(application) ?? [];
    exposures.push(exposure);
    this.exposures.set(application, exposures);
    for (const [route, rate] of this.routeLimits.get(application) ?? []) {
      this.limitExposed(application, exposure, route, rate);
    }
  }

  private limitExposed(application: MeshApplication, exposure: Exposure, route: string, rate: Rate): void {
    const { host, routePrefix } = exposure;
    for (const name of application.routeNames(route)) {
      this.proxies().limitRoute(host, this.ingress.port, `${routePrefix}${name}`, rate);
    }
  }

  private proxies(): LocalRateLimits {
    const { ingress } = this;
    if (!ingress.endsTls) {
      throw new PropsError(
        ingress.node.path,
        'a passthrough gateway sees no requests that it could limit',
        'limit them by `rateLimit` of the application, or let the gateway end TLS',
      );
    }
    this.limits ??= new LocalRateLimits(ingress, 'rate-limits', {
      namespace: ingress.workload.namespace,
      name: `${ingress.gateway.name}-rate-limits`,
      matchLabels: ingress.workload.labels,
      context: 'GATEWAY',
    });
    return this.limits;
  }
}
