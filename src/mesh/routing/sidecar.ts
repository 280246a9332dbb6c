import type { Labels } from '../labels';
import type { HttpRule, VirtualServiceView } from '../virtual-service';
import type { Mesh } from '../mesh';
import type { Clusters, ClusterView } from './destinations';
import type { BoundVirtualServices } from './gateway-hosts';
import type { Importable } from './importable';
import { MeshService, portKind } from './services';
import { sidecarHosts } from './sidecar-hosts';
import type { EgressListener, SidecarScope } from './sidecar-scope';
import type { VirtualHosts } from './virtual-hosts';

/** What a mesh has for sidecars to know. */
export interface Knowledge {
  readonly mesh: Mesh;
  readonly bound: BoundVirtualServices;
  importableIn(namespace: string): ImportableObjects;
  newClusters(view: ClusterView): Clusters;
  serviceNamed(name: string, namespace: string, isKnown: (service: MeshService) => boolean): MeshService | undefined;
}

export interface ImportableObjects {
  readonly services: Importable<MeshService>;
  readonly virtualServices: Importable<VirtualServiceView>;
}

/** The sidecars of pods that send requests; all pods that know the same have one. */
export class Sidecar {
  readonly clusters: Clusters;
  private readonly ports = new Map<number, VirtualHosts>();
  private readonly httpPorts = new Map<number, boolean>();
  private readonly inferred = new Map<number, ReadonlySet<string>>();

  /** @param labels of its pods, as far as rules ask for them */
  constructor(
    readonly namespace: string,
    readonly labels: Labels,
    readonly scope: SidecarScope,
    private readonly index: Knowledge,
  ) {
    this.clusters = index.newClusters({
      namespace,
      labels,
      imports: (host, namespace, port) => this.scope.importsService(host, namespace, port) || this.infers(host, port),
    });
  }

  /** Undefined where the sidecar does not listen for HTTP on the port. */
  hostsOf(port: number, listener: EgressListener): VirtualHosts {
    let hosts = this.ports.get(port);
    if (hosts === undefined) {
      const importable = this.index.importableIn(this.namespace);
      const services = importable.services.of(
        [listener],
        (service) => portKind(service, port) !== undefined && listener.importsService(service.host, service.namespace),
      );
      const virtualServices = importable.virtualServices.of([listener], (candidate) =>
        listener.importsVirtualService(candidate),
      );
      hosts = sidecarHosts({ port, services, virtualServices }, this.index.bound, this);
      this.ports.set(port, hosts);
    }
    return hosts;
  }

  /** A service by any of the names that lead to it, if the sidecar knows it. */
  serviceAt(host: string): MeshService | undefined {
    return this.index.serviceNamed(host, this.namespace, (service) =>
      this.scope.importsService(service.host, service.namespace),
    );
  }

  /** Whether HTTP is listened for on a port, whatever the address. */
  hasHttp(port: number): boolean {
    // Nearly all meshes have a service on this port, whether or not the set has it.
    if (port === 80 && !this.index.mesh.registry.hasServices) return this.scope.importsAnything;
    let hasHttp = this.httpPorts.get(port);
    if (hasHttp === undefined) this.httpPorts.set(port, (hasHttp = this.findHttp(port)));
    return hasHttp;
  }

  private findHttp(port: number): boolean {
    const { services } = this.index.importableIn(this.namespace);
    const isHttp = (service: MeshService): boolean =>
      portKind(service, port) === 'http' && this.scope.importsService(service.host, service.namespace);
    return services.of(this.scope.listeners, isHttp).length > 0;
  }

  /** Destinations of what it imports are imported, too. */
  private infers(host: string, port: number): boolean {
    let inferred = this.inferred.get(port);
    if (inferred === undefined) {
      const { virtualServices } = this.index.importableIn(this.namespace);
      const imported = virtualServices.of(this.scope.listeners, (candidate) =>
        this.scope.importsVirtualService(candidate, port),
      );
      const rules = imported.flatMap((virtualService) => this.index.bound.rulesOf(virtualService).rules);
      inferred = new Set(rules.flatMap(({ rule }) => destinationsOf(rule)));
      this.inferred.set(port, inferred);
    }
    return inferred.has(host);
  }
}

function destinationsOf({ route = [], mirror, mirrors = [] }: HttpRule): readonly string[] {
  return [
    ...route.map(({ destination }) => destination.host),
    ...(mirror === undefined ? [] : [mirror.host]),
    ...mirrors.map(({ destination }) => destination.host),
  ];
}
