import { Construct } from 'constructs';
import { ServiceReference } from '../constructs/istio/destination';
import type { DestinationRule, TrafficPolicy } from '../constructs/istio/destination-rule';
import type { GatewayHost, IGateway } from '../constructs/istio/gateway';
import { Sidecar } from '../constructs/istio/sidecar';
import type { IDelegate, VirtualService } from '../constructs/istio/virtual-service';
import { SERVICE_ACCOUNT, ServiceAccountReference, WorkloadReference } from '../constructs/istio/workload';
import { Service } from '../constructs/kubernetes/service';
import { ServiceAccount } from '../constructs/kubernetes/service-account';
import { REFERENCED_WORKLOAD, RefersToWorkload } from '../constructs/referenced-workload';
import { madeWith } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { TEXT } from '../model/props-values';
import type { ReferencedWorkload } from '../model/referenced-workload';
import { ApplicationCallers, PlaintextCallers } from './application-callers';
import { applicationMetadata } from './application-identity';
import type { MeshApplicationProps } from './application-props';
import { configureProxies } from './application-proxies';
import { CALL, CALLABLE, Callable, CallProps } from './callable';
import { chartNamespace } from './chart-namespace';
import { EndUserProps, requireToken } from './end-user-authentication';
import { localTrafficPolicy } from './locality';
import { OwnRoutes } from './own-routes';
import { DEFAULT_TRAFFIC_POLICY } from './traffic-defaults';
import type { ControlledRoutes, VersionRouting } from './version-routing';

/** An application whose routes a controller makes. */
export interface ControlledRouting {
  /** Makes the objects by which the controller knows of the application. */
  readonly control: (application: MeshApplication, trafficPolicy: TrafficPolicy) => ControlledRoutes;
}

/**
 * An application in the mesh: its destination rule, its one owner of routes, whom it calls and who may call it.
 *
 * Its Deployment belongs to somebody else: it is only referred to, by service, service account and labels.
 */
export abstract class MeshApplication extends Construct implements Callable, RefersToWorkload {
  /** Name of its Kubernetes service. */
  readonly name: string;
  /** Namespace of its pods and objects. */
  readonly namespace: string;
  /** Port of the service. */
  readonly port: number;
  /** The Kubernetes service that callers name. */
  readonly service: ServiceReference;
  /** The identity that its pods prove to those whom it calls. */
  readonly serviceAccount: ServiceAccountReference;
  /** Its pods. */
  readonly workload: WorkloadReference;
  /** The one route whose weights a controller moves; all others delegate to it. @default none */
  readonly weights: VirtualService | undefined;
  /** The routes where a controller makes them. @default none: they are objects of ours */
  protected readonly controlled: ControlledRoutes | undefined;
  private readonly own: OwnRoutes | undefined;
  private readonly routes: ControlledRoutes | OwnRoutes;
  /**
   * For what end users need a token.
   * @internal IngressGateway asks it
   */
  readonly endUser: EndUserProps | undefined;
  private boundTo: IGateway | undefined;
  private readonly callers = new ApplicationCallers(this);
  private sidecar: Sidecar | undefined;

  protected constructor(
    scope: Construct,
    id: string,
    props: MeshApplicationProps,
    versions: VersionRouting | ControlledRouting,
  ) {
    super(scope, id);
    const { namespace = chartNamespace(this), serviceAccount = id, labels = { app: id } } = props;
    this.name = id;
    this.namespace = namespace;
    this.port = props.port;
    this.service = ServiceReference.inCluster(id, namespace);
    this.serviceAccount = { name: serviceAccount, namespace };
    this.workload = { namespace, labels };
    this.endUser = props.endUser;
    if (Object.keys(labels).length === 0) {
      throw new PropsError(
        this.node.path,
        'without labels its policies would be for every pod',
        'name a label of its pods',
      );
    }

    const { locality, trafficPolicy: ownPolicy } = props;
    const trafficPolicy =
      locality === undefined
        ? { ...DEFAULT_TRAFFIC_POLICY, ...ownPolicy }
        : localTrafficPolicy(this.node.path, locality, ownPolicy);
    if ('control' in versions) this.routes = this.controlled = versions.control(this, trafficPolicy);
    else this.routes = this.own = new OwnRoutes(this, props, versions, trafficPolicy);
    this.weights = this.own?.weights;
    this.createOwned(props);
    configureProxies(this, props);
  }

  /** @internal synth asks it */
  get [REFERENCED_WORKLOAD](): ReferencedWorkload {
    const service = { name: this.name, ports: [this.port] };
    return { ...this.workload, serviceAccount: this.serviceAccount.name, service };
  }

  get services(): readonly ServiceReference[] {
    return this.controlled?.services ?? [this.service];
  }

  /**
   * Its versions, and how proxies connect to it.
   * @throws PropsError when a controller makes it
   */
  get destinationRule(): DestinationRule {
    return this.own?.destinationRule ?? this.refuse('destination rule');
  }

  /**
   * Routes of the application's own hosts.
   * @throws PropsError when a controller makes them
   */
  get virtualService(): VirtualService {
    return this.own?.virtualService ?? this.refuse('virtual service');
  }

  /**
   * Declares a call: the callee admits this application's identity, and the proxies here learn of the callee. From the
   * first declared call on they know of nothing else.
   *
   * @throws PropsError when it is limited to methods or paths, and the callee is an external service without a gateway
   */
  mayCall(callee: Callable, call: CallProps = {}): void {
    checkProps(this, CALLABLE, callee, 'callee');
    callee.admit(this.serviceAccount, call);
    this.sidecar ??= new Sidecar(this, 'sidecar', {
      ...this.metadata(this.name),
      matchLabels: this.workload.labels,
      egress: [],
    });
    for (const service of callee.services) this.sidecar.addEgress(service);
  }

  admit(caller: ServiceAccountReference, call: CallProps = {}): void {
    checkProps(this, SERVICE_ACCOUNT, caller, 'caller');
    checkProps(this, CALL, call, 'call');
    const { methods, paths } = call;
    this.callers.admit(requireToken({ from: [caller] }, { methods, paths }, this.endUser));
  }

  /**
   * Lets callers in that have no identity, because they have no proxy: an exception to mutual TLS, which `validate`
   * reports with its reason. It needs a mesh, or an mTLS exception, that is PERMISSIVE for the application.
   *
   * @throws PropsError when no reason is given, or two exceptions have one name
   */
  admitPlaintext(callers: PlaintextCallers): void {
    this.callers.admitPlaintext(callers);
  }

  /**
   * The names that a route has in the virtual service: its own, and one for every version that headers choose.
   * @throws PropsError when the application has no such route
   */
  routeNames(name: string): readonly string[] {
    checkProps(this, TEXT, name, 'name');
    return this.own === undefined ? this.refuse(`route "${name}"`) : this.own.names(name);
  }

  /**
   * Whether the application's own virtual service can take a host: all its hosts are bound to all its gateways, so it
   * takes those of one. The hosts of others delegate to the routes.
   * @internal IngressGateway asks it
   */
  mayBind({ gateway }: GatewayHost): boolean {
    return this.boundTo === undefined || this.boundTo === gateway;
  }

  /**
   * Binds the routes to a whole host of a gateway.
   * @internal call `IngressGateway.expose`
   */
  bindHost(host: GatewayHost): void {
    this.boundTo = host.gateway;
    this.routes.bindHost(host);
  }

  /**
   * Routes connections of a passthrough host by server name; the gateway never sees the requests in them.
   * @internal call `IngressGateway.expose`
   */
  bindPassthroughHost(host: GatewayHost, gatewayPort: number): void {
    if (this.own === undefined || this.weights !== undefined) {
      throw new PropsError(
        this.node.path,
        `a passthrough gateway would need a route of its own for ${host.host}, whose weights no controller moves`,
        'expose it on a gateway that ends TLS, or leave its weights to Git',
      );
    }
    this.boundTo = host.gateway;
    this.own.bindPassthroughHost(host, gatewayPort);
  }

  /**
   * The routes as a delegate, for hosts of which the application has only some paths. From then on the application's
   * own hosts delegate too: weights and versions always have one owner.
   * @internal call `IngressGateway.expose`
   */
  routesAsDelegate(): IDelegate {
    return this.routes.asDelegate();
  }

  private refuse(what: string): never {
    throw new PropsError(
      this.node.path,
      `it has no ${what}: ${this.controlled?.controller} makes its routes`,
      'say it by the props of `progressiveDelivery`',
    );
  }

  private createOwned({ create = [], port, targetPort }: MeshApplicationProps): void {
    if (create.includes('ServiceAccount')) {
      new ServiceAccount(this, 'service-account', { metadata: this.metadata(this.serviceAccount.name) });
    }
    if (create.includes('Service')) {
      new Service(this, 'service', {
        metadata: this.metadata(this.name),
        spec: { selector: this.workload.labels, ports: [{ name: 'http', port, targetPort, appProtocol: 'http' }] },
      });
    }
  }

  /** Of an object that belongs to the application, by which the layout finds its folder. */
  protected metadata(name: string): { name: string; namespace: string; labels: Record<string, string> } {
    return applicationMetadata(this, name);
  }
}

export const APPLICATION = madeWith<MeshApplication>(
  { name: 'string', bindHost: 'function', routeNames: 'function' },
  'pass an application such as a MeshService',
);
