import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import * as l1 from '../../../imports/networking.istio.io';
import * as kinds from '../../mesh/kinds';
import { MESH } from '../../mesh/virtual-service';
import type { Duration } from '../../model/duration';
import { Percent, wholePercent } from '../../model/percent';
import { eitherOf, fieldsOf, having, listOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { COUNT, DURATION, PERCENT, PORT, TEXT } from '../../model/props-values';
import { EXTERNAL_PROPS, ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { Destination, DESTINATION, SERVICE_REFERENCE, ServiceReference } from './destination';
import { GATEWAY_HOST, GatewayHost } from './gateway';

/**
 * What a request has to be like, with the fields that Istio has.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export type HttpMatch = l1.VirtualServiceHttpMatch;

/** One of the destinations that share the requests of a route. */
export interface WeightedDestination {
  /** Where the requests go. */
  readonly destination: Destination;
  /** Share of the requests. @default everything, which only a single destination can have */
  readonly weight?: Percent | undefined;
  /** Headers to set, add or remove for this destination. @default none */
  readonly headers?: l1.VirtualServiceHeaders | undefined;
}

/** How failed requests are tried again. */
export interface Retries {
  /** How often a failed request is tried again. */
  readonly attempts: number;
  /** How long one try may take. @default the timeout of the route */
  readonly perTryTimeout?: Duration | undefined;
  /** Envoy's retry conditions, such as `['connect-failure', 'refused-stream']`. @default Istio's own */
  readonly on?: readonly string[] | undefined;
}

/** A destination that gets copies of requests, whose answers nobody waits for. */
export interface Mirror {
  /** Where the copies go. */
  readonly destination: Destination;
  /** Share of the requests that are copied. @default all */
  readonly percentage?: Percent | undefined;
}

/** One rule of `spec.http`, with references and checked values in place of strings. */
export interface HttpRoute {
  /** Names the rule, in access logs too. @default none */
  readonly name?: string | undefined;
  /** Requests that the rule is for: any of the matches. @default all that no earlier rule took */
  readonly match?: readonly HttpMatch[] | undefined;
  /** Where requests go. Exactly one of `route`, `redirect`, `directResponse` and `delegate` is set. */
  readonly route?: readonly WeightedDestination[] | undefined;
  /** Answer that sends the client elsewhere. */
  readonly redirect?: l1.VirtualServiceRedirect | undefined;
  /** Answer that the proxy gives by itself. */
  readonly directResponse?: l1.VirtualServiceDirectResponse | undefined;
  /** A virtual service without hosts that takes over. */
  readonly delegate?: IDelegate | undefined;
  /** What paths and hosts become before the destination sees them. @default they stay */
  readonly rewrite?: l1.VirtualServiceRewrite | undefined;
  /** How long the whole request may take, retries included. @default none */
  readonly timeout?: Duration | undefined;
  /** @default Istio's own: 2 tries, on connection failures */
  readonly retries?: Retries | undefined;
  /** Delays and errors that are put in for tests. @default none */
  readonly fault?: l1.VirtualServiceFault | undefined;
  /** Destinations that get copies. @default none */
  readonly mirrors?: readonly Mirror[] | undefined;
  /** What browsers on other sites may do. @default as the destination answers */
  readonly corsPolicy?: l1.VirtualServiceCorsPolicy | undefined;
  /** Headers to set, add or remove on requests and responses. @default none */
  readonly headers?: l1.VirtualServiceHeaders | undefined;
}

/** TLS connections that a gateway passes through unopened, by server name. */
export interface TlsRoute {
  /** Server names, each within the hosts of the virtual service. */
  readonly sniHosts: readonly string[];
  /** Port of the gateway. @default any */
  readonly port?: number | undefined;
  /** Where the connections go; weights sum to 100. */
  readonly route: readonly WeightedDestination[];
}

export interface VirtualServiceProps extends ResourceProps {
  /**
   * Hosts on gateways, and services in the mesh. None makes a delegate: other virtual services hand requests to it.
   */
  readonly hosts: readonly (GatewayHost | ServiceReference)[];
  /** Rules for HTTP; the first match decides. @default none */
  readonly http?: readonly HttpRoute[] | undefined;
  /** @default none */
  readonly tls?: readonly TlsRoute[] | undefined;
  /** Namespaces that see it. @default all */
  readonly exportTo?: readonly string[] | undefined;
}

/** A virtual service that others can hand requests to, whoever owns it. */
export interface IDelegate {
  /** Name of the virtual service. */
  readonly name: string;
  /** Namespace of the virtual service. */
  readonly namespace: string;
}

const WEIGHTED_DESTINATION = objectOf<WeightedDestination>({
  destination: DESTINATION,
  weight: optional(PERCENT),
  headers: optional(fieldsOf<l1.VirtualServiceHeaders>()),
});

export const RETRIES = objectOf<Retries>({
  attempts: COUNT,
  perTryTimeout: optional(DURATION),
  on: optional(listOf(TEXT)),
});

export const MIRROR = objectOf<Mirror>({ destination: DESTINATION, percentage: optional(PERCENT) });

const DELEGATE = having<IDelegate>({ name: 'string', namespace: 'string' }, 'pass a virtual service');

export const HTTP_ROUTE = objectOf<HttpRoute>({
  name: optional(TEXT),
  match: optional(listOf(fieldsOf<HttpMatch>())),
  route: optional(listOf(WEIGHTED_DESTINATION)),
  redirect: optional(fieldsOf<l1.VirtualServiceRedirect>()),
  directResponse: optional(fieldsOf<l1.VirtualServiceDirectResponse>()),
  delegate: optional(DELEGATE),
  rewrite: optional(fieldsOf<l1.VirtualServiceRewrite>()),
  timeout: optional(DURATION),
  retries: optional(RETRIES),
  fault: optional(fieldsOf<l1.VirtualServiceFault>()),
  mirrors: optional(listOf(MIRROR)),
  corsPolicy: optional(fieldsOf<l1.VirtualServiceCorsPolicy>()),
  headers: optional(fieldsOf<l1.VirtualServiceHeaders>()),
});

const TLS_ROUTE = objectOf<TlsRoute>({
  sniHosts: listOf(TEXT),
  port: optional(PORT),
  route: listOf(WEIGHTED_DESTINATION),
});

const HOST = eitherOf(SERVICE_REFERENCE, GATEWAY_HOST);

const PROPS = objectOf<VirtualServiceProps>({
  ...RESOURCE_SHAPE,
  hosts: listOf<GatewayHost | ServiceReference>(HOST),
  http: optional(listOf(HTTP_ROUTE)),
  tls: optional(listOf(TLS_ROUTE)),
  exportTo: optional(listOf(TEXT)),
});

/**
 * How requests for a host are routed.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export class VirtualService extends Resource implements IDelegate {
  /** A virtual service that another repository owns. */
  static fromName(scope: Construct, id: string, props: IDelegate): IDelegate {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    const { name, namespace } = props;
    new ExternalResource(scope, id, { ...kinds.VirtualService, namespace, name });
    return { name, namespace };
  }

  readonly resource: l1.VirtualService;
  private readonly hosts: (GatewayHost | ServiceReference)[];
  private http: l1.VirtualServiceHttp[];
  private readonly tls: l1.VirtualServiceTls[];

  /** @throws PropsError when weights do not sum to 100, or a rule does not say what to do */
  constructor(scope: Construct, id: string, props: VirtualServiceProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { hosts, http = [], tls = [], exportTo, ...rest } = props;
    this.hosts = [...hosts];
    this.http = http.map((rule, i) => this.httpRule(rule, i));
    this.tls = tls.map((route) => this.tlsRoute(route));
    const spec = (): l1.VirtualServiceSpec => ({
      ...bindings(this.hosts),
      http: this.http.length === 0 ? undefined : this.http,
      tls: this.tls.length === 0 ? undefined : this.tls,
      exportTo,
    });
    this.resource = new l1.VirtualService(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Hosts and rules may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.VirtualServiceSpec,
    });
  }

  /** Adds a host after those of the props. */
  addHost(host: GatewayHost | ServiceReference): void {
    checkProps(this, HOST, host, 'host');
    this.hosts.push(host);
  }

  /**
   * Adds a rule after all others: it gets what no earlier one matches.
   * @throws PropsError as the constructor does
   */
  addHttpRoute(rule: HttpRoute): void {
    checkProps(this, HTTP_ROUTE, rule, 'rule');
    this.http.push(this.httpRule(rule, this.http.length));
  }

  /**
   * Adds a route for TLS connections after all others.
   * @throws PropsError when weights do not sum to 100
   */
  addTlsRoute(route: TlsRoute): void {
    checkProps(this, TLS_ROUTE, route, 'route');
    this.tls.push(this.tlsRoute(route));
  }

  /** Hands all HTTP requests to a delegate, in place of its own rules. */
  delegateTo(delegate: IDelegate): void {
    checkProps(this, DELEGATE, delegate, 'delegate');
    this.http = [this.httpRule({ delegate }, 0)];
  }

  private tlsRoute({ sniHosts, port, route }: TlsRoute): l1.VirtualServiceTls {
    const shares = this.shares(route).map(({ destination, weight }) => ({ destination, weight }));
    return { match: [{ sniHosts, port }], route: shares };
  }

  private httpRule(rule: HttpRoute, index: number): l1.VirtualServiceHttp {
    const answers = (['route', 'redirect', 'directResponse', 'delegate'] as const).filter(
      (key) => rule[key] !== undefined,
    );
    if (answers.length !== 1) {
      throw new PropsError(
        this.node.path,
        `the rule ${rule.name ?? `http[${index}]`} sets ${answers.join(' and ') || 'none'} of route, redirect, directResponse and delegate`,
        'set exactly one of them',
      );
    }
    const { route, delegate, timeout, retries, mirrors, match, ...same } = rule;
    if (retries?.attempts === 0 && (retries.on !== undefined || retries.perTryTimeout !== undefined)) {
      throw new PropsError(
        this.node.path,
        `the rule ${rule.name ?? `http[${index}]`} tries nothing again, but says when or how long`,
        'leave `retries.on` and `retries.perTryTimeout` out, or raise `retries.attempts`',
      );
    }
    return {
      ...same,
      match: match === undefined || match.length === 0 ? undefined : match,
      route: route === undefined ? undefined : this.shares(route),
      delegate: delegate === undefined ? undefined : { name: delegate.name, namespace: delegate.namespace },
      timeout: timeout?.toString(),
      retries: retries === undefined ? undefined : retriesSpec(retries),
      mirrors: mirrors?.map(({ destination, percentage }) => ({
        destination: destination.toSpec(),
        percentage: percentage === undefined ? undefined : { value: percentage.value },
      })),
    };
  }

  private shares(route: readonly WeightedDestination[]): l1.VirtualServiceHttpRoute[] {
    checkWeights(this.node.path, route);
    return route.map(({ destination, weight, headers }) => ({
      destination: destination.toSpec(),
      // A weight on the only destination would say nothing.
      weight: route.length === 1 || weight === undefined ? undefined : wholePercent(weight),
      headers,
    }));
  }
}

function checkWeights(where: string, route: readonly WeightedDestination[]): void {
  if (route.length === 0) throw new PropsError(where, 'a route has no destination', 'add one');
  if (route.length === 1) return;
  const weights = route.map(({ weight }) => (weight === undefined ? 0 : wholePercent(weight)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 100) return;
  throw new PropsError(
    where,
    `weights sum to ${sum}, not 100, so that Envoy would serve other shares than they say`,
    `${sum > 100 ? 'lower' : 'raise'} one of ${weights.join(', ')}`,
  );
}

function bindings(
  hosts: readonly (GatewayHost | ServiceReference)[],
): Pick<l1.VirtualServiceSpec, 'hosts' | 'gateways'> {
  if (hosts.length === 0) return {};
  // By what they have, because they may come from another copy of this package.
  const gateways = hosts.flatMap((host) => ('gateway' in host ? [host.gateway.reference] : []));
  const inMesh = gateways.length < hosts.length;
  return {
    hosts: [...new Set(hosts.map(({ host }) => host))],
    // A virtual service that names no gateway is bound to the mesh.
    gateways: gateways.length === 0 ? undefined : [...new Set(inMesh ? [...gateways, MESH] : gateways)],
  };
}

function retriesSpec({ attempts, perTryTimeout, on }: Retries): l1.VirtualServiceRetries {
  return { attempts, perTryTimeout: perTryTimeout?.toString(), retryOn: on?.join(',') };
}
