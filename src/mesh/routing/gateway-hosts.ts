import { append, groupBy } from '../group';
import type { Labels } from '../labels';
import type { Mesh } from '../mesh';
import { EVERYWHERE, isVisibleIn, scopesOf } from '../visibility';
import type { VirtualServiceView } from '../virtual-service';
import { compare } from './destination-rules';
import type { GatewayServer } from './gateway-listeners';
import { HostIndex } from './host-index';
import { EffectiveRules, effectiveRules } from './http-rules';
import { httpRoutes } from './http-routes';
import { HostRoutes, VirtualHost, VirtualHosts } from './virtual-hosts';

/** The virtual services that proxies of a namespace get for a gateway. */
export interface BoundHosts {
  /** By each of their hosts. */
  readonly index: HostIndex<VirtualServiceView>;
  /** The order in which they are merged, as far as that is not a matter of age. */
  readonly order: ReadonlyMap<VirtualServiceView, number>;
}

/** The virtual services of a mesh by the gateways that they name, each with its rules, which are read at most once. */
export class BoundVirtualServices {
  private byGateway: Map<string, VirtualServiceView[]> | undefined;
  private readonly hosts = new Map<string, BoundHosts>();
  private readonly rules = new Map<VirtualServiceView, EffectiveRules>();

  constructor(private readonly mesh: Mesh) {}

  /** @param gateway `namespace/name`, or `mesh` */
  of(gateway: string, namespace: string): BoundHosts {
    const key = `${gateway} ${namespace}`;
    let bound = this.hosts.get(key);
    if (bound === undefined) this.hosts.set(key, (bound = this.read(gateway, namespace)));
    return bound;
  }

  rulesOf(virtualService: VirtualServiceView): EffectiveRules {
    let rules = this.rules.get(virtualService);
    if (rules === undefined) this.rules.set(virtualService, (rules = effectiveRules(virtualService, this.mesh)));
    return rules;
  }

  private read(gateway: string, namespace: string): BoundHosts {
    this.byGateway ??= this.readGateways();
    const { defaultVirtualServiceExportTo: byDefault } = this.mesh.config;
    const visible = (this.byGateway.get(gateway) ?? []).filter(({ spec, namespace: owner }) =>
      isVisibleIn(scopesOf(spec.exportTo, owner, byDefault), namespace),
    );
    visible.sort(
      (a, b) =>
        rank(a, namespace) - rank(b, namespace) ||
        compare(a.manifest.identity.name, b.manifest.identity.name) ||
        compare(a.namespace, b.namespace),
    );
    const index = new HostIndex<VirtualServiceView>();
    for (const virtualService of visible) {
      for (const host of new Set(virtualService.hosts)) index.add(host, virtualService);
    }
    return { index, order: new Map(visible.map((virtualService, i) => [virtualService, i])) };
  }

  private readGateways(): Map<string, VirtualServiceView[]> {
    const byGateway = new Map<string, VirtualServiceView[]>();
    for (const virtualService of this.mesh.virtualServices) {
      if (virtualService.isDelegate) continue;
      for (const gateway of new Set(virtualService.gateways)) append(byGateway, gateway, virtualService);
    }
    return byGateway;
  }
}

/** What is for a namespace alone comes before what is exported to it, and that before what is for all. */
export function rank({ scopes, namespace: own }: VirtualServiceView, namespace: string): number {
  return scopes.has(EVERYWHERE) ? 2 : own === namespace ? 0 : 1;
}

/** The proxy that hosts are served by. */
export interface ServingProxy {
  readonly namespace: string;
  readonly labels: Labels;
}

/** The hosts of servers that share a list of routes: those of virtual services, and those that ask for TLS. */
export function gatewayHosts(
  servers: readonly GatewayServer[],
  bound: BoundVirtualServices,
  proxy: ServingProxy,
): VirtualHosts {
  const sources = new Map<string, HostRoutes[]>();
  const requiringTls = new Set<string>();
  /** One virtual service has the same routes by all servers of a gateway: those of the first that it has some by. */
  const routes = new Map<string, HostRoutes>();
  for (const server of servers) {
    const redirects = server.server.tls?.httpsRedirect ?? false;
    for (const [virtualService, hosts] of bindings(server, bound, proxy)) {
      const key = `${server.gateway} ${virtualService.manifest.key}`;
      const source = routes.get(key) ?? hostRoutes(virtualService, server, bound, proxy);
      if (source.routes.routes.length === 0) continue;
      routes.set(key, source);
      for (const host of hosts) {
        const others = sources.get(host);
        if (others === undefined) sources.set(host, [source]);
        else if (!others.includes(source)) others.push(source);
        if (redirects) requiringTls.add(host);
      }
    }
    // A host with a namespace is one that no request has.
    if (redirects) for (const { namespace, host } of server.hosts) if (namespace === '*') requiringTls.add(host);
  }
  const domains = new Set([...sources.keys(), ...requiringTls]);
  const hosts = [...domains].map(
    (domain) => new VirtualHost(domain, sources.get(domain) ?? [], { requiresTls: requiringTls.has(domain) }),
  );
  nameAlike(hosts);
  return new VirtualHosts(hosts);
}

/** Hosts with the same routes are one to istiod, and have the name of the longest. */
function nameAlike(hosts: readonly VirtualHost[]): void {
  const ids = new Map<HostRoutes, number>();
  const alike = groupBy(hosts, ({ sources, more }) => {
    for (const source of sources) if (!ids.has(source)) ids.set(source, ids.size);
    return `${more.requiresTls === true} ${sources.map((source) => ids.get(source)).join(' ')}`;
  });
  for (const group of alike.values()) {
    const [{ domain: name }] = [...group].sort(({ domain: a }, { domain: b }) => longestFirst(a, b)) as [VirtualHost];
    if (group.length > 1) for (const { more } of group) more.name = name;
  }
}

function longestFirst(a: string, b: string): number {
  return Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length || compare(a, b);
}

/** The virtual services that get requests by a server, in their order, each with the hosts that both have. */
function bindings(
  server: GatewayServer,
  bound: BoundVirtualServices,
  proxy: ServingProxy,
): readonly (readonly [VirtualServiceView, ReadonlySet<string>])[] {
  const { index, order } = bound.of(server.gateway, proxy.namespace);
  const found = new Map<VirtualServiceView, Set<string>>();
  for (const { namespace, host } of server.hosts) {
    for (const [narrower, virtualService] of index.inCommon(host)) {
      if (namespace !== EVERYWHERE && namespace !== virtualService.namespace) continue;
      const hosts = found.get(virtualService);
      if (hosts === undefined) found.set(virtualService, new Set([narrower]));
      else hosts.add(narrower);
    }
  }
  return [...found].sort(([a], [b]) => order.get(a)! - order.get(b)!);
}

function hostRoutes(
  virtualService: VirtualServiceView,
  { gateway, server }: GatewayServer,
  bound: BoundVirtualServices,
  { namespace, labels }: ServingProxy,
): HostRoutes {
  const place = { gateway, port: server.port.number, isTls: server.tls !== undefined, namespace, labels };
  return { virtualService, routes: httpRoutes(bound.rulesOf(virtualService), place) };
}
