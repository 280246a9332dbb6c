import { DestinationRule, TrafficPolicy } from '../constructs/istio/destination-rule';
import type { GatewayHost } from '../constructs/istio/gateway';
import { VirtualService, WeightedDestination } from '../constructs/istio/virtual-service';
import { PropsError } from '../model/props-error';
import { ApplicationIdentity, applicationMetadata } from './application-identity';
import type { RoutingProps } from './application-props';
import { ApplicationRoutes, WEIGHTED_ROUTE } from './application-routes';
import type { VersionRouting } from './version-routing';

/** The routes of an application that are objects of ours, and the one destination rule that they lead to. */
export class OwnRoutes {
  readonly destinationRule: DestinationRule;
  /** The one route whose weights a controller moves; all others delegate to it. @default none */
  readonly weights: VirtualService | undefined;
  /** Routes of the application's own hosts. */
  readonly virtualService: VirtualService;
  private readonly shares: readonly WeightedDestination[];
  private readonly routes: ApplicationRoutes;
  private readonly annotations: Readonly<Record<string, string>>;
  private delegate: VirtualService | undefined;

  /** @throws PropsError when a path is none, or two routes have one name */
  constructor(
    private readonly application: ApplicationIdentity,
    props: RoutingProps,
    { subsets, headerRoutes, shares, mirror, annotations, isControlled = false }: VersionRouting,
    trafficPolicy: TrafficPolicy,
  ) {
    const { name, service, port } = application;
    const metadata = applicationMetadata(application, name);
    const rule = new DestinationRule(application, 'destination-rule', { ...metadata, service, trafficPolicy, subsets });
    this.destinationRule = rule;
    this.annotations = annotations;
    this.shares = shares(rule).map((share) => ({ ...share, destination: share.destination.onPort(port) }));
    if (isControlled) {
      this.weights = new VirtualService(application, 'weights', {
        ...applicationMetadata(application, `${name}-weights`),
        hosts: [],
        http: [{ name: WEIGHTED_ROUTE, route: this.shares }],
      });
    }
    this.routes = new ApplicationRoutes(application.node.path, props, {
      headerRoutes,
      mirror,
      shares: this.weights === undefined ? { route: this.shares } : { delegate: this.weights },
      destination: (subset) => rule.subset(subset).onPort(port),
    });
    this.virtualService = new VirtualService(application, 'virtual-service', {
      ...metadata,
      annotations,
      hosts: [service],
      http: this.routes.http,
    });
  }

  /**
   * The names that a route has in the virtual service: its own, and one for every version that headers choose.
   * @throws PropsError when there is no such route
   */
  names(route: string): readonly string[] {
    return this.routes.names(route);
  }

  /** Serves a whole host of a gateway. */
  bindHost(host: GatewayHost): void {
    this.virtualService.addHost(host);
  }

  /** Routes connections by server name; the gateway never sees the requests in them. */
  bindPassthroughHost(host: GatewayHost, gatewayPort: number): void {
    this.virtualService.addHost(host);
    this.virtualService.addTlsRoute({ sniHosts: [host.host], port: gatewayPort, route: this.shares });
  }

  /**
   * The routes, for hosts that applications share. From then on the application's own hosts delegate too: weights and
   * versions always have one owner.
   *
   * @throws PropsError when a controller moves the weights
   */
  asDelegate(): VirtualService {
    const { application } = this;
    const { name } = application;
    if (this.weights !== undefined) {
      throw new PropsError(
        application.node.path,
        `its routes delegate to ${this.weights.name} already, and Istio follows one level`,
        'expose it on whole hosts of one gateway, or leave its weights to Git or Flagger',
      );
    }
    if (this.delegate === undefined) {
      this.delegate = new VirtualService(application, 'routes', {
        ...applicationMetadata(application, `${name}-routes`),
        annotations: this.annotations,
        hosts: [],
        http: this.routes.http,
      });
      this.virtualService.delegateTo(this.delegate);
    }
    return this.delegate;
  }
}
