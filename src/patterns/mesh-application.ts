import { Construct } from 'constructs';
import { AuthorizationPolicy } from '../constructs/istio/authorization-policy';
import { Destination, ServiceReference } from '../constructs/istio/destination';
import { DestinationRule, Subset, TrafficPolicy } from '../constructs/istio/destination-rule';
import type { GatewayHost } from '../constructs/istio/gateway';
import {
  HttpMatch,
  HttpRoute,
  IDelegate,
  Mirror,
  Retries,
  VirtualService,
  WeightedDestination,
} from '../constructs/istio/virtual-service';
import type { ServiceAccountReference, WorkloadReference } from '../constructs/istio/workload';
import { Service } from '../constructs/kubernetes/service';
import { ServiceAccount } from '../constructs/kubernetes/service-account';
import type { Duration } from '../model/duration';
import { checkPort } from '../model/port';
import { PropsError } from '../model/props-error';
import { DEFAULT_RETRIES, DEFAULT_TIMEOUT, DEFAULT_TRAFFIC_POLICY } from './traffic-defaults';

/** Label that says which application an object is part of; the layout keeps its files together. */
export const APPLICATION_LABEL = 'app.kubernetes.io/name';

/** How an application's requests are routed, whatever its versions. */
export interface RoutingProps {
  /** How long a request may take, retries included; `'none'` for streams. @default 15 s */
  readonly timeout?: Duration | 'none' | undefined;
  /** @default 2 tries more, only where the request cannot have reached the application */
  readonly retries?: Retries | undefined;
  /** Rules that come before the application's own, such as redirects of old paths. @default none */
  readonly rules?: readonly HttpRoute[] | undefined;
  readonly rewrite?: HttpRoute['rewrite'];
  readonly fault?: HttpRoute['fault'];
  readonly mirrors?: readonly Mirror[] | undefined;
  readonly corsPolicy?: HttpRoute['corsPolicy'];
  readonly headers?: HttpRoute['headers'];
}

/** What every application in the mesh has. */
export interface MeshApplicationProps extends RoutingProps {
  /** @default 'default' */
  readonly namespace?: string | undefined;
  /** Port of the Kubernetes service. */
  readonly port: number;
  /** Port of the pods. @default the port of the service */
  readonly targetPort?: number | undefined;
  /** Labels of the pods, which no other pods have. @default `app: <id>` */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Service account of the pods. @default the id of the construct */
  readonly serviceAccount?: string | undefined;
  /** Objects that the manifest set should own, rather than the application's own chart. @default none */
  readonly create?: readonly ('Service' | 'ServiceAccount')[] | undefined;
  /** Fields replace those of {@link DEFAULT_TRAFFIC_POLICY}. @default the defaults alone */
  readonly trafficPolicy?: TrafficPolicy | undefined;
}

/** How the versions of an application share its requests. */
export interface VersionRouting {
  readonly subsets: Readonly<Record<string, Subset>>;
  /** Rules for some requests, then the shares of all others. */
  readonly forced: readonly { readonly name: string; readonly match: readonly HttpMatch[]; readonly subset: string }[];
  readonly shares: (rule: DestinationRule) => readonly WeightedDestination[];
  /** For people who look at the routes. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * An application in the mesh: its destination rule, its one owner of routes, and who may call it.
 *
 * Its Deployment belongs to somebody else: it is only referred to, by service, service account and labels.
 */
export abstract class MeshApplication extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly service: ServiceReference;
  readonly serviceAccount: ServiceAccountReference;
  readonly workload: WorkloadReference;
  readonly destinationRule: DestinationRule;
  /** Routes of the application's own hosts. */
  readonly virtualService: VirtualService;
  private readonly routes: readonly HttpRoute[];
  private readonly shares: readonly WeightedDestination[];
  private readonly annotations: Readonly<Record<string, string>>;
  private delegate: VirtualService | undefined;
  private callers: AuthorizationPolicy | undefined;

  protected constructor(scope: Construct, id: string, props: MeshApplicationProps, versions: VersionRouting) {
    super(scope, id);
    const { namespace = 'default', serviceAccount = id, labels = { app: id }, create = [] } = props;
    this.name = id;
    this.namespace = namespace;
    this.port = checkPort(props.port);
    this.service = ServiceReference.inCluster(id, namespace);
    this.serviceAccount = { name: serviceAccount, namespace };
    this.workload = { namespace, labels };
    this.annotations = versions.annotations;
    if (Object.keys(labels).length === 0) {
      throw new PropsError(
        this.node.path,
        'without labels its policies would be for every pod',
        'name a label of its pods',
      );
    }
    this.create(create, props);

    this.destinationRule = new DestinationRule(this, 'destination-rule', {
      ...this.metadata(id),
      service: this.service,
      trafficPolicy: { ...DEFAULT_TRAFFIC_POLICY, ...props.trafficPolicy },
      subsets: versions.subsets,
    });
    const onPort = (destination: Destination): Destination => destination.onPort(this.port);
    this.shares = versions
      .shares(this.destinationRule)
      .map((share) => ({ ...share, destination: onPort(share.destination) }));
    const handling = routeHandling(props);
    this.routes = [
      ...(props.rules ?? []),
      ...versions.forced.map(({ name, match, subset }) => ({
        name,
        match,
        route: [{ destination: onPort(this.destinationRule.subset(subset)) }],
        ...handling,
      })),
      { name: 'default', route: this.shares, ...handling },
    ];
    this.virtualService = new VirtualService(this, 'virtual-service', {
      ...this.metadata(id),
      annotations: versions.annotations,
      hosts: [this.service],
      http: this.routes,
    });
  }

  /**
   * Binds the routes to a whole host of a gateway.
   * @internal call `IngressGateway.expose`
   */
  bindHost(host: GatewayHost): void {
    this.virtualService.addHost(host);
  }

  /**
   * Routes connections of a passthrough host by server name; the gateway never sees the requests in them.
   * @internal call `IngressGateway.expose`
   */
  bindPassthroughHost(host: GatewayHost, gatewayPort: number): void {
    this.virtualService.addHost(host);
    this.virtualService.addTlsRoute({ sniHosts: [host.host], port: gatewayPort, route: this.shares });
  }

  /**
   * The routes as a delegate, for hosts of which the application has only some paths. From then on the application's
   * own hosts delegate too: weights and versions always have one owner.
   * @internal call `IngressGateway.expose`
   */
  routesAsDelegate(): IDelegate {
    if (this.delegate === undefined) {
      this.delegate = new VirtualService(this, 'routes', {
        ...this.metadata(`${this.name}-routes`),
        annotations: this.annotations,
        hosts: [],
        http: this.routes,
      });
      this.virtualService.delegateTo(this.delegate);
    }
    return this.delegate;
  }

  /** Lets a workload call the application through the default deny, by the identity that its certificate proves. */
  admit(caller: ServiceAccountReference): void {
    this.callers ??= new AuthorizationPolicy(this, 'authorization-policy', {
      ...this.metadata(this.name),
      action: 'ALLOW',
      rules: [],
      matchLabels: this.workload.labels,
    });
    this.callers.addRule({ from: [caller] });
  }

  private create(kinds: readonly ('Service' | 'ServiceAccount')[], { targetPort, port }: MeshApplicationProps): void {
    const metadata = { ...this.metadata(this.name) };
    if (kinds.includes('ServiceAccount')) {
      new ServiceAccount(this, 'service-account', { metadata: { ...metadata, name: this.serviceAccount.name } });
    }
    if (kinds.includes('Service')) {
      new Service(this, 'service', {
        metadata,
        spec: { selector: this.workload.labels, ports: [{ name: 'http', port, targetPort, appProtocol: 'http' }] },
      });
    }
  }

  private metadata(name: string): { name: string; namespace: string; labels: Record<string, string> } {
    return { name, namespace: this.namespace, labels: { [APPLICATION_LABEL]: this.name } };
  }
}

function routeHandling(props: RoutingProps): Partial<HttpRoute> {
  const { timeout = DEFAULT_TIMEOUT, retries = DEFAULT_RETRIES, rewrite, fault, mirrors, corsPolicy, headers } = props;
  return { timeout: timeout === 'none' ? undefined : timeout, retries, rewrite, fault, mirrors, corsPolicy, headers };
}
