import { serviceOf } from '../host';
import type { VirtualServiceView } from '../virtual-service';
import { BoundVirtualServices, rank, ServingProxy } from './gateway-hosts';
import { HostIndex } from './host-index';
import { httpRoutes } from './http-routes';
import { MeshService, portKind } from './services';
import { HostRoutes, VirtualHost, VirtualHosts } from './virtual-hosts';

/** What a sidecar knows of one port. */
export interface ImportedPort {
  readonly port: number;
  /** Those that are imported and have the port. */
  readonly services: readonly MeshService[];
  /** Those that are imported, in their order. */
  readonly virtualServices: readonly VirtualServiceView[];
}

/** The hosts that a sidecar takes HTTP requests for on a port. */
export function sidecarHosts(
  { port, services, virtualServices }: ImportedPort,
  bound: BoundVirtualServices,
  proxy: ServingProxy,
): VirtualHosts {
  const building = new Building(proxy.namespace, services, port);
  const wildcards = narrowestWildcards(virtualServices);
  for (const virtualService of virtualServices) {
    const { hosts, matched, isSelected } = building.split(virtualService, wildcards);
    if (port !== 80 && !isSelected) continue;
    const spoken = matched.filter((service) => isSpoken(service, port));
    if (spoken.length === 0 && port !== 80) continue;
    const routes = httpRoutes(bound.rulesOf(virtualService), { gateway: 'mesh', port, isTls: false, ...proxy });
    if (routes.routes.length === 0) continue;
    for (const host of hosts) building.add(host, [host], { virtualService, routes });
    for (const service of spoken) building.addService(service, { virtualService, routes });
  }
  building.addRest();
  return new VirtualHosts(building.hosts);
}

function isSpoken(service: MeshService, port: number): boolean {
  return ['http', 'sniffed'].includes(portKind(service, port) ?? '');
}

/** What is made of one name. */
interface Named {
  readonly hosts: readonly VirtualHost[];
  readonly ruled: HostRoutes | undefined;
}

/** The first virtual service that has a wildcard, or a host, is the one that counts. */
function narrowestWildcards(virtualServices: readonly VirtualServiceView[]): ReadonlyMap<string, VirtualServiceView> {
  const first = new Map<string, VirtualServiceView>();
  for (const virtualService of virtualServices) {
    for (const host of virtualService.hosts) if (!first.has(host)) first.set(host, virtualService);
  }
  return first;
}

/** The virtual service with the host itself, else with the narrowest wildcard that covers it. */
function narrowestFor(host: string, first: ReadonlyMap<string, VirtualServiceView>): VirtualServiceView | undefined {
  const exact = first.get(host);
  if (exact !== undefined) return exact;
  for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
    const wildcard = first.get(`*${host.slice(dot)}`);
    if (wildcard !== undefined) return wildcard;
  }
  return first.get('*');
}

class Building {
  readonly hosts: VirtualHost[] = [];
  private readonly byHost = new Map<string, MeshService>();
  private readonly index = new HostIndex<MeshService>();
  private readonly names = new Map<string, Named>();
  private readonly domains = new Set<string>();
  private readonly ruled = new Set<MeshService>();

  constructor(
    private readonly namespace: string,
    services: readonly MeshService[],
    private readonly port: number,
  ) {
    for (const service of services) {
      this.byHost.set(service.host, service);
      this.index.add(service.host, service);
    }
  }

  /** Which hosts of a virtual service are services', and which are none. */
  split(virtualService: VirtualServiceView, wildcards: ReadonlyMap<string, VirtualServiceView>) {
    const hosts: string[] = [];
    const matched: MeshService[] = [];
    let isSelected = false;
    for (const host of virtualService.hosts) {
      const own = this.byHost.get(host);
      if (!host.startsWith('*')) {
        if (own === undefined) hosts.push(host);
        else matched.push(own);
        isSelected ||= own !== undefined || !this.index.inCommon(host).next().done;
        continue;
      }
      const covered = [...this.index.inCommon(host)].map(([, service]) => service);
      if (covered.length === 0) hosts.push(host);
      isSelected ||= covered.length > 0;
      matched.push(...covered.filter((service) => narrowestFor(service.host, wildcards) === virtualService));
    }
    return { hosts, matched, isSelected };
  }

  addService(service: MeshService, ruled: HostRoutes | undefined): void {
    if (ruled !== undefined) this.ruled.add(service);
    this.add(service.host, this.domainsOf(service), ruled, service);
  }

  addRest(): void {
    for (const service of this.byHost.values()) {
      if (!this.ruled.has(service) && isSpoken(service, this.port)) this.addService(service, undefined);
    }
  }

  /** What comes later has no part in what is taken. */
  add(name: string, domains: readonly string[], ruled: HostRoutes | undefined, service?: MeshService): void {
    const before = this.names.get(name);
    if (before !== undefined) {
      if (ruled !== undefined && before.ruled !== undefined) this.contest(before.hosts, before.ruled, ruled);
      return;
    }
    const free = domains.filter((domain, i) => !this.domains.has(domain) && (i === 0 || !this.byHost.has(domain)));
    const hosts = free.map(
      (domain) =>
        new VirtualHost(domain, ruled === undefined ? [] : [ruled], { ...(service !== undefined && { service }) }),
    );
    for (const domain of free) this.domains.add(domain);
    this.hosts.push(...hosts);
    this.names.set(name, { hosts, ruled });
  }

  /** Where it is a matter of age which of two virtual services is the first. */
  private contest(hosts: readonly VirtualHost[], before: HostRoutes, after: HostRoutes): void {
    const [one, other] = [before.virtualService, after.virtualService];
    if (one === other || rank(one, this.namespace) !== rank(other, this.namespace)) return;
    for (const { more } of hosts) more.isContested = true;
  }

  /** All names that lead to a service: short ones as the sender's namespace has them. */
  private domainsOf({ host, addresses, isHeadless }: MeshService): readonly string[] {
    const domains = [host, `${host}.`];
    const service = serviceOf(host);
    if (service !== undefined) {
      const { name, namespace } = service;
      if (namespace === this.namespace) domains.push(name);
      domains.push(`${name}.${namespace}`, `${name}.${namespace}.svc`);
    }
    if (isHeadless) domains.push(...domains.map((domain) => `*.${domain}`));
    return [...domains, ...addresses];
  }
}
