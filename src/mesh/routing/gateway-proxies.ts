import type { GatewayView } from '../gateway';
import { groupBy } from '../group';
import { ROOT_NAMESPACE } from '../host';
import { isEmptySelector, Labels, selects, selectorText } from '../labels';
import type { Mesh } from '../mesh';
import { compare } from './destination-rules';
import { BoundVirtualServices, gatewayHosts } from './gateway-hosts';
import { GatewayListener, gatewayListeners, GatewayServer } from './gateway-listeners';
import type { PodGroup, Pods, SelectingService } from './pods';
import type { VirtualHosts } from './virtual-hosts';

/** Pods that serve gateways. */
export class GatewayProxy {
  private readListeners: ReadonlyMap<number, GatewayListener> | undefined;
  private readServices: readonly SelectingService[] | undefined;
  private readonly hosts = new Map<GatewayListener | GatewayServer, VirtualHosts>();

  constructor(
    readonly namespace: string,
    readonly labels: Labels,
    readonly serviceAccount: string,
    /** Whether nothing but a convention says so. */
    readonly isAssumed: boolean,
    /** All that select its pods, in the order of names. */
    readonly gateways: readonly GatewayView[],
    private readonly bound: BoundVirtualServices,
    private readonly pods: Pods,
  ) {}

  /** As explanations name it: `istio-system/ingressgateway`. */
  get name(): string {
    return `${this.namespace}/${this.labels['istio'] ?? selectorText(this.labels)}`;
  }

  get listeners(): ReadonlyMap<number, GatewayListener> {
    return (this.readListeners ??= gatewayListeners(this.gateways, (port) => this.podPort(port)));
  }

  /** The port of its pods that a port of its service leads to. */
  podPort(port: number): number {
    this.readServices ??= this.pods
      .servicesFor(this.labels)
      .filter(({ namespace, selector }) => namespace === this.namespace && selects(selector, this.labels));
    for (const { ports } of this.readServices) {
      const own = ports.find((candidate) => candidate.port === port);
      if (own !== undefined) return typeof own.targetPort === 'number' ? own.targetPort : port;
    }
    return port;
  }

  /** @param server of a listener with TLS: each has hosts of its own; HTTP servers of a port share theirs */
  hostsOf(listener: GatewayListener, server?: GatewayServer): VirtualHosts {
    const key = server ?? listener;
    let hosts = this.hosts.get(key);
    if (hosts === undefined) {
      hosts = gatewayHosts(server === undefined ? listener.http : [server], this.bound, this);
      this.hosts.set(key, hosts);
    }
    return hosts;
  }
}

/** The proxies that the gateways of a mesh are for. */
export class GatewayProxies {
  private readonly bySelector: ReadonlyMap<string, readonly GatewayView[]>;
  private readonly known = new Map<string, GatewayProxy>();
  private readonly byPods = new WeakMap<Labels, GatewayProxy | 'none'>();

  constructor(
    private readonly mesh: Mesh,
    private readonly pods: Pods,
    private readonly bound: BoundVirtualServices,
  ) {
    this.bySelector = groupBy(mesh.gateways.values(), ({ spec }) => selectorText(spec.selector));
  }

  /** The pods that a gateway is for. */
  of(gateway: GatewayView): GatewayProxy {
    const selector = gateway.spec.selector ?? {};
    const text = selectorText(selector);
    let proxy = this.known.get(text);
    if (proxy === undefined) this.known.set(text, (proxy = this.find(selector)));
    return proxy;
  }

  /** The proxy whose pods these are, if gateways are for them, or they are made to serve gateways. */
  at(pods: PodGroup): GatewayProxy | undefined {
    let proxy = this.byPods.get(pods.labels);
    if (proxy === undefined) {
      const { namespace, labels, serviceAccount, isGateway = false } = pods;
      // One for all pods is for those that are made to serve gateways alone.
      const gateways = this.selecting(labels).filter(({ spec }) => !isEmptySelector(spec.selector));
      const isNone = gateways.length === 0 && !isGateway;
      proxy = isNone ? 'none' : this.proxyOf(namespace, labels, serviceAccount, false);
      this.byPods.set(labels, proxy);
    }
    return proxy === 'none' ? undefined : proxy;
  }

  /** Selectors of gateways, each with the gateways that have it. */
  get selectors(): Iterable<readonly [string, readonly GatewayView[]]> {
    return this.bySelector;
  }

  private find(selector: Labels): GatewayProxy {
    const candidates = this.pods.withLabels(selector);
    const pods = candidates.find(({ isGateway }) => isGateway) ?? candidates[0];
    if (pods !== undefined) return this.proxyOf(pods.namespace, pods.labels, pods.serviceAccount, false);
    const service = this.pods.servicesFor(selector)[0];
    const namespace = service?.namespace ?? ROOT_NAMESPACE;
    return this.proxyOf(namespace, { ...selector, ...service?.selector }, assumedAccount(selector), true);
  }

  private proxyOf(namespace: string, labels: Labels, serviceAccount: string, isAssumed: boolean): GatewayProxy {
    return new GatewayProxy(
      namespace,
      labels,
      serviceAccount,
      isAssumed,
      this.selecting(labels),
      this.bound,
      this.pods,
    );
  }

  private selecting(labels: Labels): readonly GatewayView[] {
    const selecting = [...this.mesh.gateways.values()].filter(({ spec }) => selects(spec.selector, labels));
    return selecting.sort(
      ({ manifest: { identity: a } }, { manifest: { identity: b } }) =>
        compare(a.name, b.name) || compare(a.namespace, b.namespace),
    );
  }
}

/** As Istio's charts name it. */
function assumedAccount({ istio }: Labels): string {
  return istio === undefined ? 'default' : `istio-${istio}-service-account`;
}
