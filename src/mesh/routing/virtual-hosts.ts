import type { VirtualServiceView } from '../virtual-service';
import { HttpRoute, HttpRoutes, UnusedRoute } from './http-routes';
import type { RoutedRequest } from './routed-request';
import type { MeshService } from './services';

/** What one virtual service has for a host. */
export interface HostRoutes {
  readonly virtualService: VirtualServiceView;
  readonly routes: HttpRoutes;
}

export interface RouteChoice {
  readonly route: HttpRoute;
  /** Whether the age of virtual services decides, which Git does not know. */
  readonly isOpen: boolean;
}

export interface VirtualHostTraits {
  /** The host that istiod names it by, where several have the same routes. @default its domain */
  name?: string;
  /** Whether requests without TLS are sent to where they have it, whatever the rules. */
  readonly requiresTls?: boolean;
  /** The service that gets requests where no virtual service is for the host. */
  readonly service?: MeshService;
  /** Whether the age of virtual services decides which one is for the host. */
  isContested?: boolean;
}

/** All that a proxy has for one host. */
export class VirtualHost {
  /** @param sources of virtual services that are merged, in the order of names */
  constructor(
    readonly domain: string,
    readonly sources: readonly HostRoutes[],
    readonly more: VirtualHostTraits = {},
  ) {}

  /** The route that takes a request: the first one, those that take every request being the last of all. */
  choose(request: RoutedRequest): RouteChoice | undefined {
    if (this.sources.length === 1) {
      const route = this.sources[0]!.routes.routes.find((candidate) => candidate.takes(request));
      return route === undefined ? undefined : { route, isOpen: this.more.isContested ?? false };
    }
    return this.chooseOf(request, false) ?? this.chooseOf(request, true);
  }

  private chooseOf(request: RoutedRequest, areCatchAlls: boolean): RouteChoice | undefined {
    let chosen: HttpRoute | undefined;
    for (const { routes } of this.sources) {
      const route = routes.routes.find(
        (candidate) => candidate.isCatchAll === areCatchAlls && candidate.takes(request),
      );
      if (route === undefined) continue;
      if (chosen !== undefined) return { route: chosen, isOpen: true };
      chosen = route;
    }
    return chosen === undefined ? undefined : { route: chosen, isOpen: false };
  }

  /** All that is written for the host, as requests meet it. */
  *candidates(): Generator<HttpRoute | UnusedRoute> {
    const catchAlls: HttpRoute[] = [];
    for (const { routes } of this.sources) {
      for (const candidate of routes.candidates) {
        if (candidate instanceof HttpRoute && candidate.isCatchAll) catchAlls.push(candidate);
        else yield candidate;
      }
    }
    yield* catchAlls;
  }
}

/** Virtual hosts by domain, looked up as Envoy does: the host itself, then the longest wildcard. */
export class VirtualHosts {
  private readonly byDomain = new Map<string, VirtualHost>();

  constructor(hosts: Iterable<VirtualHost>) {
    for (const host of hosts) this.byDomain.set(host.domain, host);
  }

  find(authority: string): VirtualHost | undefined {
    const host = hostOfAuthority(authority);
    const exact = this.byDomain.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
      const wildcard = this.byDomain.get(`*${host.slice(dot)}`);
      if (wildcard !== undefined) return wildcard;
    }
    return this.byDomain.get('*');
  }

  get domains(): Iterable<string> {
    return this.byDomain.keys();
  }
}

/** Proxies take no notice of the port in a Host header, nor of its case. */
export function hostOfAuthority(authority: string): string {
  const colon = authority.lastIndexOf(':');
  const isPort = colon >= 0 && authority.lastIndexOf(']') < colon;
  return (isPort ? authority.slice(0, colon) : authority).toLowerCase();
}
