import { Construct } from 'constructs';
import { ProxyConfig } from '../../imports/networking.istio.io';
import { AuthorizationPolicy } from '../constructs/istio/authorization-policy';
import { Destination, ServiceReference } from '../constructs/istio/destination';
import { DestinationRule, Subset, TrafficPolicy } from '../constructs/istio/destination-rule';
import type { GatewayHost, IGateway } from '../constructs/istio/gateway';
import { RequestAuthentication } from '../constructs/istio/request-authentication';
import { Sidecar } from '../constructs/istio/sidecar';
import {
  HTTP_ROUTE,
  HttpMatch,
  HttpRoute,
  IDelegate,
  MIRROR,
  Mirror,
  RETRIES,
  Retries,
  VirtualService,
  WeightedDestination,
} from '../constructs/istio/virtual-service';
import { SERVICE_ACCOUNT, ServiceAccountReference, WorkloadReference } from '../constructs/istio/workload';
import { REFERENCED_WORKLOAD, RefersToWorkload } from '../constructs/referenced-workload';
import { Service } from '../constructs/kubernetes/service';
import { ServiceAccount } from '../constructs/kubernetes/service-account';
import { EXCEPTION_REASON } from '../mesh/mtls-exception';
import { pathProblem } from '../mesh/path-claims';
import { pathAndBelow } from '../mesh/path-match';
import type { Duration } from '../model/duration';
import { Percent, wholePercent } from '../model/percent';
import {
  acceptedBy,
  eitherOf,
  fieldsOf,
  isPlainObject,
  listOf,
  madeWith,
  objectOf,
  oneOf,
  optional,
  PropCheck,
  recordOf,
  Shape,
  someOf,
} from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { DURATION, IP_BLOCK, LABELS, PORT, RATE, TEXT, WHOLE_PERCENT } from '../model/props-values';
import type { Rate } from '../model/rate';
import type { ReferencedWorkload } from '../model/referenced-workload';
import { didYouMean } from '../model/suggest';
import { CALL, CALLABLE, Callable, CallProps } from './callable';
import { chartNamespace } from './chart-namespace';
import { END_USER, EndUserProps, requireToken } from './end-user-authentication';
import { LocalRateLimits } from './local-rate-limits';
import {
  DEFAULT_RETRIES,
  DEFAULT_TIMEOUT,
  DEFAULT_TRAFFIC_POLICY,
  REGIONAL_OUTLIER_DETECTION,
} from './traffic-defaults';

/** Label that says which application an object is part of; the layout keeps its files together. */
export const APPLICATION_LABEL = 'app.kubernetes.io/name';

type LoadBalancer = NonNullable<TrafficPolicy['loadBalancer']>;

/** How an application's requests are routed, whatever its versions. */
export interface RoutingProps {
  /** How long a request may take, retries included; `'none'` for streams. @default 15 s */
  readonly timeout?: Duration | 'none' | undefined;
  /** @default 2 tries more, only where the request cannot have reached the application */
  readonly retries?: Retries | undefined;
  /** Rules that come before the application's own, such as redirects of old paths. @default none */
  readonly rules?: readonly HttpRoute[] | undefined;
  /** Paths, each with all below it, that are handled otherwise than the rest. @default none */
  readonly paths?: Readonly<Record<string, PathProps>> | undefined;
  /** What paths and hosts become before the application sees them. @default they stay */
  readonly rewrite?: HttpRoute['rewrite'];
  /** Delays and errors that are put in for tests. @default none */
  readonly fault?: HttpRoute['fault'];
  /** Destinations that get copies of requests, whose answers nobody waits for. @default none */
  readonly mirrors?: readonly Mirror[] | undefined;
  /** What browsers on other sites may do. @default as the application answers */
  readonly corsPolicy?: HttpRoute['corsPolicy'];
  /** Headers to set, add or remove on requests and responses. @default none */
  readonly headers?: HttpRoute['headers'];
}

/** How one path of an application is handled. */
export interface PathProps {
  /** Names the route, for rate limits and metrics. */
  readonly name: string;
  /** @default that of the application */
  readonly timeout?: Duration | 'none' | undefined;
  /** @default those of the application */
  readonly retries?: Retries | undefined;
}

/** What every application in the mesh has. */
export interface MeshApplicationProps extends RoutingProps {
  /** @default the namespace of its chart, else `default` */
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
  /** Which regions, zones and priorities requests go to; outlier detection notices when one fails. @default nearest first */
  readonly locality?: LocalitySettings | undefined;
  /** How pods that stop finish what they have begun. @default Istio's own: they stop after 5 s */
  readonly connectionDraining?: ConnectionDraining | undefined;
  /** For what end users need a token. @default nothing */
  readonly endUser?: EndUserProps | undefined;
  /** How many requests each pod takes. @default any number */
  readonly rateLimit?: Rate | undefined;
}

/** Where requests go while all is well, and where when it is not. */
export interface LocalitySettings {
  /** Region that takes over from each: requests stay in their own region until it fails. @default the nearest */
  readonly failover?: Readonly<Record<string, string>> | undefined;
  /** Shares of each locality, by the locality that requests come from. Excludes `failover`. @default none */
  readonly distribute?: Readonly<Record<string, Readonly<Record<string, Percent>>>> | undefined;
}

/** How the proxies of pods that stop finish what they have begun. */
export interface ConnectionDraining {
  /** How long a proxy waits at least, for others to hear that it stops; then it stops with its last connection. */
  readonly minimum: Duration;
}

/** Requests that go to one version, whatever the shares. */
export interface HeaderRoute {
  readonly name: string;
  /** All of the headers have to match. */
  readonly headers: NonNullable<HttpMatch['headers']>;
  /** Name of the version. */
  readonly subset: string;
}

const TIMEOUT = optional(eitherOf(DURATION, oneOf('none')));

/** The subclasses add their own. */
export const APPLICATION_SHAPE: Shape<MeshApplicationProps> = {
  timeout: TIMEOUT,
  retries: optional(RETRIES),
  rules: optional(listOf(HTTP_ROUTE)),
  paths: optional(recordOf(objectOf<PathProps>({ name: TEXT, timeout: TIMEOUT, retries: optional(RETRIES) }))),
  rewrite: optional(fieldsOf<NonNullable<RoutingProps['rewrite']>>()),
  fault: optional(fieldsOf<NonNullable<RoutingProps['fault']>>()),
  mirrors: optional(listOf(MIRROR)),
  corsPolicy: optional(fieldsOf<NonNullable<RoutingProps['corsPolicy']>>()),
  headers: optional(fieldsOf<NonNullable<RoutingProps['headers']>>()),
  namespace: optional(TEXT),
  port: PORT,
  targetPort: optional(PORT),
  labels: optional(LABELS),
  serviceAccount: optional(TEXT),
  create: optional(listOf(oneOf('Service', 'ServiceAccount'))),
  trafficPolicy: optional(fieldsOf<TrafficPolicy>({ loadBalancer: optional(fieldsOf<LoadBalancer>()) })),
  locality: optional(
    objectOf<LocalitySettings>({
      failover: optional(LABELS),
      distribute: optional(recordOf(recordOf(WHOLE_PERCENT))),
    }),
  ),
  connectionDraining: optional(objectOf<ConnectionDraining>({ minimum: DURATION })),
  endUser: optional(END_USER),
  rateLimit: optional(RATE),
};

export const CHOOSING_HEADERS: PropCheck<HeaderRoute['headers']> = acceptedBy<HeaderRoute['headers']>(
  checkHeaders,
  isPlainObject,
  "pass headers such as { 'x-version': { exact: 'v2' } }",
);

function checkHeaders(headers: object): void {
  if (Object.keys(headers).length > 0) return;
  throw new RangeError('without a header it would take all requests: name at least one');
}

export const HEADER_ROUTE = objectOf<HeaderRoute>({ name: TEXT, headers: CHOOSING_HEADERS, subset: TEXT });

/** How the versions of an application share its requests. */
export interface VersionRouting {
  readonly subsets: Readonly<Record<string, Subset>>;
  /** The first that matches decides. */
  readonly headerRoutes: readonly HeaderRoute[];
  /** Shares of all other requests. */
  readonly shares: (rule: DestinationRule) => readonly WeightedDestination[];
  /** Version that gets copies of requests, besides those of `mirrors`. @default none */
  readonly mirror?: { readonly subset: string; readonly percentage: Percent } | undefined;
  /** For people who look at the routes. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether a controller moves the shares, so that they get a virtual service of their own. @default false: Git has them */
  readonly isControlled?: boolean | undefined;
}

/** Routes that a controller makes, in place of objects of ours. */
export interface ControlledRoutes {
  /** What writes the routes, as errors name it. */
  readonly controller: string;
  /** What callers' proxies need to know of. */
  readonly services: readonly ServiceReference[];
  /** Serves a whole host of a gateway. */
  bindHost(host: GatewayHost): void;
  /** The routes, for hosts that applications share. */
  asDelegate(): IDelegate;
}

/** An application whose routes a controller makes. */
export interface ControlledRouting {
  /** Makes the objects by which the controller knows of the application. */
  readonly control: (application: MeshApplication, trafficPolicy: TrafficPolicy) => ControlledRoutes;
}

/** Of the only rule of a virtual service whose weights a controller moves. */
const WEIGHTED_ROUTE = 'weighted';

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
  private readonly ownRule: DestinationRule | undefined;
  private readonly ownRoutes: VirtualService | undefined;
  protected readonly controlled: ControlledRoutes | undefined;
  private readonly routes: readonly HttpRoute[] = [];
  private readonly variants = new Map<string, readonly string[]>();
  private readonly shares: readonly WeightedDestination[] = [];
  private readonly annotations: Readonly<Record<string, string>> = {};
  /**
   * For what end users need a token.
   * @internal IngressGateway asks it
   */
  readonly endUser: EndUserProps | undefined;
  private boundTo: IGateway | undefined;
  private delegate: VirtualService | undefined;
  private callers: AuthorizationPolicy | undefined;
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

    const trafficPolicy = trafficPolicyOf(this.node.path, props);
    if ('control' in versions) this.controlled = versions.control(this, trafficPolicy);
    else {
      const { subsets, annotations, isControlled = false } = versions;
      this.annotations = annotations;
      this.ownRule = new DestinationRule(this, 'destination-rule', {
        ...this.metadata(id),
        service: this.service,
        trafficPolicy,
        subsets,
      });
      this.shares = versions
        .shares(this.ownRule)
        .map((share) => ({ ...share, destination: share.destination.onPort(this.port) }));
      if (isControlled) {
        this.weights = new VirtualService(this, 'weights', {
          ...this.metadata(`${id}-weights`),
          hosts: [],
          http: [{ name: WEIGHTED_ROUTE, route: this.shares }],
        });
      }
      this.routes = this.routesOf(props, versions);
      this.ownRoutes = new VirtualService(this, 'virtual-service', {
        ...this.metadata(id),
        annotations,
        hosts: [this.service],
        http: this.routes,
      });
    }
    this.createOwned(props);
    this.configureProxies(props);
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
    return this.ownRule ?? this.refuse('destination rule');
  }

  /**
   * Routes of the application's own hosts.
   * @throws PropsError when a controller makes them
   */
  get virtualService(): VirtualService {
    return this.ownRoutes ?? this.refuse('virtual service');
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
    for (const rule of requireToken({ from: [caller] }, { methods, paths }, this.endUser))
      this.callersPolicy().addRule(rule);
  }

  /**
   * Lets callers in that have no identity, because they have no proxy: an exception to mutual TLS, which `validate`
   * reports with its reason. It needs a mesh, or an mTLS exception, that is PERMISSIVE for the application.
   */
  admitPlaintext(callers: PlaintextCallers): void {
    checkProps(this, PLAINTEXT_CALLERS, callers, 'callers');
    const { name, ipBlocks, reason } = callers;
    if (reason.trim() === '') {
      throw new PropsError(
        this.node.path,
        `the plaintext exception "${name}" has no reason`,
        'say why, for who finds it',
      );
    }
    const construct = `plaintext-${name}`;
    if (this.node.tryFindChild(construct) !== undefined) {
      throw new PropsError(this.node.path, `two plaintext exceptions are called "${name}"`, 'rename one of them');
    }
    new AuthorizationPolicy(this, construct, {
      ...this.metadata(`${this.name}-plaintext-${name}`),
      annotations: { [EXCEPTION_REASON]: reason },
      action: 'ALLOW',
      matchLabels: this.workload.labels,
      rules: [{ ipBlocks }],
    });
  }

  /**
   * The names that a route has in the virtual service: its own, and one for every version that headers choose.
   * @throws PropsError when the application has no such route
   */
  routeNames(name: string): readonly string[] {
    checkProps(this, TEXT, name, 'name');
    if (this.controlled !== undefined) this.refuse(`route "${name}"`);
    const variants = this.variants.get(name);
    if (variants !== undefined) return variants;
    const names = [...this.variants.keys()];
    throw new PropsError(
      this.node.path,
      `it has no route "${name}"${didYouMean(name, names)}`,
      `use one of ${names.join(', ')}`,
    );
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
    if (this.controlled === undefined) this.virtualService.addHost(host);
    else this.controlled.bindHost(host);
  }

  /**
   * Routes connections of a passthrough host by server name; the gateway never sees the requests in them.
   * @internal call `IngressGateway.expose`
   */
  bindPassthroughHost(host: GatewayHost, gatewayPort: number): void {
    if (this.controlled !== undefined || this.weights !== undefined) {
      throw new PropsError(
        this.node.path,
        `a passthrough gateway would need a route of its own for ${host.host}, whose weights no controller moves`,
        'expose it on a gateway that ends TLS, or leave its weights to Git',
      );
    }
    this.boundTo = host.gateway;
    this.virtualService.addHost(host);
    this.virtualService.addTlsRoute({ sniHosts: [host.host], port: gatewayPort, route: this.shares });
  }

  /**
   * The routes as a delegate, for hosts of which the application has only some paths. From then on the application's
   * own hosts delegate too: weights and versions always have one owner.
   * @internal call `IngressGateway.expose`
   */
  routesAsDelegate(): IDelegate {
    if (this.controlled !== undefined) return this.controlled.asDelegate();
    if (this.weights !== undefined) {
      throw new PropsError(
        this.node.path,
        `its routes delegate to ${this.weights.name} already, and Istio follows one level`,
        'expose it on whole hosts of one gateway, or leave its weights to Git or Flagger',
      );
    }
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

  /** Rules of the user, then each path, then everything else; each for every version that headers choose, first. */
  private routesOf(props: RoutingProps, { headerRoutes, mirror }: VersionRouting): HttpRoute[] {
    const onPort = (subset: string): Destination => this.destinationRule.subset(subset).onPort(this.port);
    const copies = mirror === undefined ? [] : [{ destination: onPort(mirror.subset), percentage: mirror.percentage }];
    /** @param subset that gets the requests themselves, so that it needs no copies of them */
    const mirrorsFor = (subset?: string): readonly Mirror[] | undefined => {
      const mirrors = [...(props.mirrors ?? []), ...(subset === mirror?.subset ? [] : copies)];
      return mirrors.length === 0 ? undefined : mirrors;
    };
    const shares = this.weights === undefined ? { route: this.shares } : { delegate: this.weights };
    const routesFor = (name: string, handled: RoutingProps, match: readonly HttpMatch[] | undefined): HttpRoute[] => {
      const handling = routeHandling(handled);
      const prefix = match === undefined ? '' : `${name}-`;
      // Istio names what a delegate takes over after both rules.
      const weighted = this.weights === undefined ? name : `${name}-${WEIGHTED_ROUTE}`;
      this.variants.set(name, [weighted, ...headerRoutes.map(({ name: chosen }) => `${prefix}${chosen}`)]);
      return [
        ...headerRoutes.map(({ name: chosen, headers, subset }) => ({
          name: `${prefix}${chosen}`,
          match: (match ?? [{}]).map((request) => ({ ...request, headers })),
          route: [{ destination: onPort(subset) }],
          ...handling,
          mirrors: mirrorsFor(subset),
        })),
        { name, match, ...shares, ...handling, mirrors: mirrorsFor() },
      ];
    };
    const routes = [
      ...(props.rules ?? []),
      ...Object.entries(props.paths ?? {}).flatMap(([path, { name, timeout, retries }]) => {
        const handled = { ...props, timeout: timeout ?? props.timeout, retries: retries ?? props.retries };
        return routesFor(name, handled, this.pathMatch(path));
      }),
      ...routesFor('default', props, undefined),
    ];
    this.checkNames(routes);
    return routes;
  }

  /** Rate limits and metrics tell routes apart by their names. */
  private checkNames(routes: readonly HttpRoute[]): void {
    const names = routes.map(({ name }) => name);
    const twice = names.find((name, i) => name !== undefined && names.indexOf(name) < i);
    if (twice === undefined) return;
    throw new PropsError(
      this.node.path,
      `two of its routes are called "${twice}"`,
      'rename one of its `paths`, `rules` or header routes',
    );
  }

  private pathMatch(path: string): HttpMatch[] {
    const problem = pathProblem(path);
    if (problem !== undefined)
      throw new PropsError(this.node.path, `the path "${path}" ${problem}`, 'write a path such as /search');
    return pathAndBelow(path).map(({ type, value }) => ({ uri: { [type]: value } }));
  }

  private refuse(what: string): never {
    throw new PropsError(
      this.node.path,
      `it has no ${what}: ${this.controlled?.controller} makes its routes`,
      'say it by the props of `progressiveDelivery`',
    );
  }

  private callersPolicy(): AuthorizationPolicy {
    this.callers ??= new AuthorizationPolicy(this, 'authorization-policy', {
      ...this.metadata(this.name),
      action: 'ALLOW',
      rules: [],
      matchLabels: this.workload.labels,
    });
    return this.callers;
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

  private configureProxies({ connectionDraining, endUser, rateLimit }: MeshApplicationProps): void {
    const matchLabels = this.workload.labels;
    if (endUser !== undefined) {
      const jwtRules = [endUser.authentication.jwtRule];
      new RequestAuthentication(this, 'request-authentication', { ...this.metadata(this.name), jwtRules, matchLabels });
    }
    if (rateLimit !== undefined) {
      const limits = new LocalRateLimits(this, 'rate-limits', {
        namespace: this.namespace,
        name: `${this.name}-rate-limits`,
        matchLabels,
        context: 'SIDECAR_INBOUND',
      });
      limits.limitAll(rateLimit);
    }
    if (connectionDraining !== undefined) {
      new ProxyConfig(this, 'proxy-config', {
        metadata: this.metadata(this.name),
        spec: {
          selector: { matchLabels },
          environmentVariables: {
            // Instead of after a fixed time, in which connections may be cut off or long be gone.
            EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true',
            MINIMUM_DRAIN_DURATION: connectionDraining.minimum.toString(),
          },
        },
      });
    }
  }

  /** Of an object that belongs to the application, by which the layout finds its folder. */
  protected metadata(name: string): { name: string; namespace: string; labels: Record<string, string> } {
    return { name, namespace: this.namespace, labels: { [APPLICATION_LABEL]: this.name } };
  }
}

/** Callers without an identity. */
export interface PlaintextCallers {
  /** Names the policy. */
  readonly name: string;
  /** Addresses that they connect from, in CIDR notation. */
  readonly ipBlocks: readonly string[];
  /** Why, for everybody who finds it. */
  readonly reason: string;
}

const PLAINTEXT_CALLERS = objectOf<PlaintextCallers>({ name: TEXT, ipBlocks: someOf(IP_BLOCK), reason: TEXT });

export const APPLICATION = madeWith<MeshApplication>(
  { name: 'string', bindHost: 'function', routeNames: 'function' },
  'pass an application such as a MeshService',
);

function routeHandling(props: RoutingProps): Partial<HttpRoute> {
  const { timeout = DEFAULT_TIMEOUT, retries = DEFAULT_RETRIES, rewrite, fault, corsPolicy, headers } = props;
  return { timeout: timeout === 'none' ? undefined : timeout, retries, rewrite, fault, corsPolicy, headers };
}

function trafficPolicyOf(where: string, { trafficPolicy, locality }: MeshApplicationProps): TrafficPolicy {
  if (locality === undefined) return { ...DEFAULT_TRAFFIC_POLICY, ...trafficPolicy };
  const policy: TrafficPolicy = {
    ...DEFAULT_TRAFFIC_POLICY,
    outlierDetection: REGIONAL_OUTLIER_DETECTION,
    ...trafficPolicy,
  };
  checkLocality(where, locality, policy);
  const { failover, distribute } = locality;
  return {
    ...policy,
    loadBalancer: {
      ...policy.loadBalancer,
      localityLbSetting: {
        enabled: true,
        failover: failover === undefined ? undefined : Object.entries(failover).map(([from, to]) => ({ from, to })),
        distribute:
          distribute === undefined
            ? undefined
            : Object.entries(distribute).map(([from, to]) => ({ from, to: wholePercents(to) })),
      },
    },
  };
}

function checkLocality(where: string, { failover, distribute }: LocalitySettings, policy: TrafficPolicy): void {
  if (failover !== undefined && distribute !== undefined) {
    throw new PropsError(where, 'locality has failover and distribute, of which Istio takes one', 'state one of them');
  }
  if (policy.outlierDetection === undefined) {
    throw new PropsError(
      where,
      'without outlier detection nothing notices that a region fails',
      'leave `trafficPolicy.outlierDetection` out, or set it',
    );
  }
  for (const [from, to] of Object.entries(failover ?? {})) {
    if (from.includes('/') || to.includes('/')) {
      throw new PropsError(where, `failover from ${from} to ${to} names more than regions`, 'name the regions alone');
    }
    if (from === to) throw new PropsError(where, `failover from ${from} leads to itself`, 'name another region');
  }
  for (const [from, shares] of Object.entries(distribute ?? {})) {
    const sum = Object.values(shares).reduce((total, { value }) => total + value, 0);
    if (sum !== 100) {
      throw new PropsError(
        where,
        `what comes from ${from} is shared out by ${sum} %, not 100 %`,
        `${sum > 100 ? 'lower' : 'raise'} one of its shares`,
      );
    }
  }
}

function wholePercents(shares: Readonly<Record<string, Percent>>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([locality, share]) => [locality, wholePercent(share)]));
}
