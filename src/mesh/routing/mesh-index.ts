import { serviceHost } from '../host';
import type { Mesh } from '../mesh';
import { Security } from '../security/security';
import { Labels, selectorText } from '../labels';
import { MESH } from '../virtual-service';
import { AskedLabels } from './asked-labels';
import { Backends } from './backends';
import { Clusters, ClusterView } from './destinations';
import { DestinationRules } from './destination-rules';
import { BoundVirtualServices } from './gateway-hosts';
import { GatewayProxies } from './gateway-proxies';
import type { HttpRoute } from './http-routes';
import { Importable } from './importable';
import { PodGroup, Pods } from './pods';
import { RateLimits } from './rate-limits';
import { planOf, RoutePlan } from './route-plan';
import { MeshService, Services } from './services';
import { ImportableObjects, Sidecar } from './sidecar';
import { SidecarScope, SidecarScopes } from './sidecar-scope';

/** What answers are looked up in, made once for a mesh, each part at the first look. */
export class MeshIndex {
  readonly pods: Pods;
  readonly bound: BoundVirtualServices;
  readonly gateways: GatewayProxies;
  readonly services: Services;
  readonly security: Security;
  readonly rateLimits: RateLimits;
  private readRules: DestinationRules | undefined;
  private readScopes: SidecarScopes | undefined;
  private asked: AskedLabels | undefined;
  private readonly byPods = new WeakMap<PodGroup, Sidecar>();
  /** By the labels that are asked for. */
  private readonly sidecars = new Map<SidecarScope, Map<string, Sidecar>>();
  private readonly importable = new Map<string, ImportableObjects>();
  /** By namespace. */
  private readonly clusters = new Map<string, WeakMap<Labels, Clusters>>();
  private readNamespaces: ReadonlySet<string> | undefined;
  private readonly backends: Backends;
  private readonly plans = new WeakMap<HttpRoute, RoutePlan>();

  constructor(readonly mesh: Mesh) {
    this.pods = new Pods(mesh);
    this.backends = new Backends(mesh, this.pods);
    this.bound = new BoundVirtualServices(mesh);
    this.gateways = new GatewayProxies(mesh, this.pods, this.bound);
    this.services = new Services(mesh, this.pods);
    this.security = new Security(mesh);
    this.rateLimits = new RateLimits(mesh);
  }

  get scopes(): SidecarScopes {
    return (this.readScopes ??= new SidecarScopes(this.mesh));
  }

  sidecarOf(pods: PodGroup): Sidecar {
    let sidecar = this.byPods.get(pods);
    if (sidecar === undefined) this.byPods.set(pods, (sidecar = this.findSidecar(pods)));
    return sidecar;
  }

  private findSidecar({ namespace, labels: all }: PodGroup): Sidecar {
    this.asked ??= new AskedLabels(this.mesh);
    const scope = this.scopes.of(namespace, all);
    const labels = this.asked.of(all);
    let ofScope = this.sidecars.get(scope);
    if (ofScope === undefined) this.sidecars.set(scope, (ofScope = new Map<string, Sidecar>()));
    const key = selectorText(labels);
    let sidecar = ofScope.get(key);
    if (sidecar === undefined) ofScope.set(key, (sidecar = new Sidecar(namespace, labels, scope, this)));
    return sidecar;
  }

  /** What sidecars of a namespace could know. */
  importableIn(namespace: string): ImportableObjects {
    let importable = this.importable.get(namespace);
    if (importable === undefined) {
      const { order } = this.bound.of(MESH, namespace);
      importable = {
        services: new Importable(this.services.visibleIn(namespace).values(), ({ host }) => [host]),
        virtualServices: new Importable(order.keys(), ({ hosts }) => hosts),
      };
      this.importable.set(namespace, importable);
    }
    return importable;
  }

  /**
   * The service that a name leads to for pods of a namespace, as their resolver completes it.
   *
   * @param isKnown of those that the set has
   */
  serviceNamed(
    name: string,
    namespace: string,
    isKnown: (service: MeshService) => boolean = () => true,
  ): MeshService | undefined {
    const services = this.services.visibleIn(namespace);
    for (const host of this.hostsNamed(name.endsWith('.') ? name.slice(0, -1) : name, namespace)) {
      const service = services.get(host) ?? this.services.assumed(host);
      if (service !== undefined) return isKnown(service) ? service : undefined;
    }
    return undefined;
  }

  /**
   * `web`, `web.shop` and `web.shop.svc` are names of services; so is what is one already. `example.com` is one where there
   * is a namespace `com`.
   */
  private hostsNamed(name: string, namespace: string): readonly string[] {
    const [own = '', owner, svc, ...others] = name.split('.');
    if (owner === undefined) return [serviceHost(own, namespace)];
    const isShort = svc === undefined ? this.namespaces.has(owner) : svc === 'svc' && others.length === 0;
    return isShort ? [name, serviceHost(own, owner)] : [name];
  }

  /** Those that the set has anything of. */
  private get namespaces(): ReadonlySet<string> {
    return (this.readNamespaces ??= new Set([
      ...this.mesh.set.manifests.map(({ identity: { kind, name, namespace } }) =>
        kind === 'Namespace' ? name : namespace,
      ),
      ...this.mesh.set.workloads.map(({ namespace }) => namespace),
    ]));
  }

  get rules(): DestinationRules {
    return (this.readRules ??= new DestinationRules(this.mesh));
  }

  /** What the proxies of gateways know. */
  clustersOf({ namespace, labels }: ClusterView): Clusters {
    let ofNamespace = this.clusters.get(namespace);
    if (ofNamespace === undefined) this.clusters.set(namespace, (ofNamespace = new WeakMap<Labels, Clusters>()));
    let clusters = ofNamespace.get(labels);
    if (clusters === undefined) ofNamespace.set(labels, (clusters = this.newClusters({ namespace, labels })));
    return clusters;
  }

  newClusters(view: ClusterView): Clusters {
    return new Clusters(this.mesh, this.pods, this.rules, this.backends, view);
  }

  /** @returns undefined for a route that Envoy refuses */
  planOf(route: HttpRoute, clusters: Clusters): RoutePlan | undefined {
    let plan = this.plans.get(route);
    if (plan === undefined) {
      plan = planOf(route, clusters, this.mesh.config);
      if (plan !== undefined) this.plans.set(route, plan);
    }
    return plan;
  }
}
