import { hostCovers } from '../host';
import { selectorText } from '../labels';
import type { Cluster, ReachedPods } from '../routing/cluster';
import type { GatewayProxy } from '../routing/gateway-proxies';
import type { MeshIndex } from '../routing/mesh-index';
import { normalizePath, PathNormalization } from '../routing/path';
import type { HttpRoute } from '../routing/http-routes';
import type { PodGroup } from '../routing/pods';
import type { RateLimit } from '../routing/rate-limits';
import type { RoutedRequest } from '../routing/routed-request';
import { defaultPlan, RoutePlan } from '../routing/route-plan';
import type { VirtualHost } from '../routing/virtual-hosts';
import type { Peer, Receiver, Verdict } from '../security/inbound';
import { Ending, ended, Evaluation, limited } from './evaluation';
import { explainRoutes } from './explanation';
import { follow, type Reach } from './forwarding';
import { atGateway } from './gateway-hop';
import { Hop, Way, withOperations } from './hop';
import type { TrafficRequest } from './request';
import type { Semantic } from './semantics';
import type { Sender } from './senders';
import { atSidecar } from './sidecar-hop';

/** More proxies than this one request never meets but in a loop. */
const DEEPEST = 4;

/** The way of one request from proxy to proxy. */
export class Walk implements Way {
  constructor(
    readonly index: MeshIndex,
    readonly evaluation: Evaluation,
  ) {}

  start(sender: Sender, request: TrafficRequest): Ending {
    if (sender.kind === 'outside') {
      const { principal, address } = request;
      const peer = { isMutualTls: principal !== undefined, ...(principal !== undefined && { principal }) };
      return atGateway(this, sender.proxy, request, { ...peer, ...(address !== undefined && { address }) }, 0);
    }
    if (sender.isAssumed) this.evaluation.doubt('assumed workload');
    return atSidecar(this, request.pods === undefined ? sender.pods : { ...sender.pods, ...request.pods }, request);
  }

  /** The path as proxies see it; undefined where they refuse it. */
  normalized(request: TrafficRequest): TrafficRequest | undefined {
    // A rewrite may leave none.
    if (!request.path.startsWith('/')) return undefined;
    const how = this.index.mesh.config.pathNormalization?.normalization ?? 'DEFAULT';
    const path = normalizePath(request.path, how === 'DEFAULT' ? 'BASE' : (how as PathNormalization));
    if (path === undefined) return undefined;
    return path === request.path ? request : { ...request, path };
  }

  /** What pods of the mesh prove to be. */
  principalOf({ namespace, serviceAccount }: Pick<PodGroup, 'namespace' | 'serviceAccount'>): string {
    return `${this.index.mesh.config.trustDomain ?? 'cluster.local'}/ns/${namespace}/sa/${serviceAccount}`;
  }

  /**
   * What a proxy does with a request for a host that it knows.
   *
   * @param routed what the proxy goes by: headers may change after the route is chosen
   * @param open what is in doubt where the age of virtual services decides
   */
  route(hop: Hop, host: VirtualHost, request: TrafficRequest, routed: RoutedRequest, open: Semantic): Ending {
    const { evaluation, index } = this;
    const { service, isContested = false } = host.more;
    const known = service?.host ?? host.domain;
    evaluation.note(
      hop.at,
      'host',
      () => (known === request.authority ? `${known} is known here` : `${request.authority} is ${known} here`),
      service?.manifest,
    );
    if (isContested) evaluation.doubt(open);
    if (host.sources.length === 0 && service !== undefined) return this.toService(hop, service.host, request);
    const choice = host.choose(routed);
    if (evaluation.trace !== undefined) explainRoutes(evaluation, hop.at, host, choice?.route, routed);
    if (choice === undefined) return ended('not-found', request, 404);
    if (choice.isOpen) evaluation.doubt(open);
    const { route } = choice;
    const plan = index.planOf(route, hop.clusters);
    if (plan !== undefined) {
      const limits = this.limitsOf(hop, host, route);
      return limited(this.follow(hop, plan, request), limits);
    }
    evaluation.note(hop.at, 'route', () => 'Envoy refuses the rule', route.manifest, route.pointer);
    return ended('undefined', request);
  }

  private limitsOf(hop: Hop, host: VirtualHost, route: HttpRoute): readonly RateLimit[] {
    const { namespace, labels, port, gateway } = route.place;
    const name = `${host.more.name ?? host.domain}:${port}`;
    const place = { port, virtualHost: name, route: route.name, gateway };
    const context = hop.isGateway ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
    if (this.index.rateLimits.hasOthers(namespace, labels, context)) this.evaluation.doubt('Envoy filters');
    const limits = this.index.rateLimits.at(namespace, labels, context, place);
    this.evaluation.limits(hop.at, limits);
    return limits;
  }

  /** What a proxy does where no virtual service says anything. */
  toService(hop: Hop, host: string, request: TrafficRequest): Ending {
    const { evaluation, index } = this;
    const { port } = request;
    evaluation.note(hop.at, 'route', () => `no virtual service is for ${host}, so that its pods get all`);
    const cluster = hop.clusters.find({ host, port: { number: port } }, port);
    return this.follow(hop, defaultPlan(cluster, index.mesh.config), request);
  }

  private follow(hop: Hop, plan: RoutePlan, request: TrafficRequest): Ending {
    this.evaluation.doubt(...plan.doubts);
    const reach: Reach = (cluster, sent) => this.reach(hop, cluster, sent);
    return follow(plan, request, { reach, reachByCopy: (cluster, sent) => this.reachByCopy(hop, cluster, sent) });
  }

  private reachByCopy(hop: Hop, cluster: Cluster, request: TrafficRequest): Ending {
    const apart = new Evaluation(undefined);
    // Copies have no client whose connection leads to an address.
    const isLost = cluster.isOriginal === true;
    const ending = isLost ? ended('unavailable', request) : new Walk(this.index, apart).reach(hop, cluster, request);
    this.evaluation.doubt(...apart.doubts);
    return ending;
  }

  private reach(hop: Hop, cluster: Cluster, request: TrafficRequest): Ending {
    const { evaluation } = this;
    const { problem, manifest, pods, doubts, definition } = cluster;
    evaluation.doubt(...doubts);
    if (definition !== undefined) {
      const because = (): string => `subset ${cluster.subset} is ${selectorText(definition.labels)}`;
      evaluation.note(hop.at, 'destination', because, definition.manifest, definition.pointer);
    }
    evaluation.note(hop.at, 'destination', () => problem ?? `${nameOf(cluster)} gets it`, manifest);
    if (problem !== undefined) return ended('unavailable', request, 503);
    if (cluster.isExternal === true && pods.length === 0 && cluster.tls.mode === 'mutual')
      return this.refuseMutualTls(hop, request);
    if (cluster.isOriginal === true) return this.reachOriginal(hop, cluster, request);
    const [first] = pods;
    if (first === undefined) return ended('routed', request);
    const gateway = this.index.gateways.at(first);
    if (gateway !== undefined) return this.reachGateway(hop, gateway, cluster, request);
    const endings = pods.map((group) => this.arrive(hop, cluster, group, request));
    return this.oneOf(endings);
  }

  /** A gateway is itself what its clients connect to. */
  private reachOriginal({ isGateway }: Hop, { host }: Cluster, request: TrafficRequest): Ending {
    if (isGateway) return ended('unavailable', request, 503);
    if (!hostCovers(host, request.host)) this.evaluation.doubt('original destination');
    return ended('routed', request);
  }

  private refuseMutualTls({ at }: Hop, request: TrafficRequest): Ending {
    const because =
      'the destination rule asks for Istio’s mutual TLS, and nobody outside of the mesh has its certificates';
    this.evaluation.note(at, 'mtls', () => because);
    return ended('unavailable', request, 503);
  }

  private reachGateway(hop: Hop, gateway: GatewayProxy, cluster: Cluster, request: TrafficRequest): Ending {
    if (hop.depth >= DEEPEST) return ended('undefined', request);
    const { mode, serverName: name } = cluster.tls;
    const isTls = mode === 'mutual' || mode === 'own' || (mode === 'auto' && this.isMutual(cluster, cluster.pods[0]!));
    const isMutualTls = isTls && mode !== 'own';
    const arriving: TrafficRequest = {
      ...request,
      scheme: isTls ? 'https' : 'http',
      port: cluster.port,
      host: isTls ? name : request.host,
    };
    const known = addressOf(hop);
    const peer: Peer = isMutualTls
      ? { isMutualTls, principal: hop.principal, serverName: name, ...known }
      : { isMutualTls, ...(isTls && { serverName: name }), ...known };
    const ending = atGateway(this, gateway, arriving, peer, hop.depth + 1);
    // A connection that fails is the sending proxy's to tell of.
    return ending.status === undefined && ['not-found', 'unavailable'].includes(ending.outcome)
      ? { ...ending, outcome: 'unavailable', status: 503 }
      : ending;
  }

  /** What the pods make of it, if all the same; else nobody knows which of them gets it. */
  oneOf(endings: readonly Ending[]): Ending {
    const [first, ...others] = endings;
    const told = ({ outcome, status, rewrite }: Ending): string => JSON.stringify([outcome, status, rewrite]);
    if (others.some((other) => told(other) !== told(first!))) this.evaluation.doubt('pods that differ');
    return first!;
  }

  private isMutual(
    { tls, isExternal = false }: Cluster,
    { namespace, labels, port, hasSidecar }: ReachedPods,
  ): boolean {
    if (tls.mode !== 'auto') return tls.mode === 'mutual';
    const { mesh } = this.index;
    if (!hasSidecar || isExternal || mesh.config.enableAutoMtls === false) return false;
    // Senders are told of a service before they are told of its pods: what its namespace has off stays off.
    if (mesh.mutualTls.modeOf(namespace).mode === 'DISABLE') return false;
    return mesh.mutualTls.modeOfPort(namespace, labels, port).mode !== 'DISABLE';
  }

  /** What the pods' own proxy says. */
  private arrive(hop: Hop, cluster: Cluster, pods: ReachedPods, request: TrafficRequest): Ending {
    const isMutualTls = this.isMutual(cluster, pods);
    if (cluster.tls.mode === 'own') {
      this.evaluation.doubt('TLS and TCP routes');
      return ended('unavailable', request, 503);
    }
    if (!pods.hasSidecar) return isMutualTls ? ended('unavailable', request, 503) : ended('routed', request);
    const peer: Peer = isMutualTls
      ? { isMutualTls, principal: hop.principal, serverName: cluster.tls.serverName, ...addressOf(hop) }
      : { isMutualTls, ...addressOf(hop) };
    return this.inbound(pods, peer, request, 503);
  }

  /** @param status what the sender gets where the connection fails */
  inbound(pods: ReachedPods, peer: Peer, request: TrafficRequest, status?: number): Ending {
    const arrived = this.normalized(request);
    if (arrived === undefined) return ended('direct', request, 400);
    const { namespace, labels, port } = pods;
    if (this.index.scopes.hasIngress(namespace, labels)) this.evaluation.doubt('listeners that Sidecars declare');
    const verdict = this.judge({ namespace, labels, port, kind: 'sidecar' }, peer, arrived);
    if (verdict.outcome === 'unavailable') return ended('unavailable', request, status);
    if (verdict.outcome === 'denied') return ended('denied', arrived, verdict.status);
    const ending = ended('routed', verdict.query === undefined ? arrived : { ...arrived, query: verdict.query });
    const limits = this.index.rateLimits.at(namespace, labels, 'SIDECAR_INBOUND', { port });
    this.evaluation.limits(`${namespace}/${labels['app'] ?? pods.serviceAccount}`, limits);
    return limited(withOperations(ending, verdict), limits);
  }

  judge(receiver: Receiver, peer: Peer, request: TrafficRequest): Verdict {
    const { evaluation } = this;
    const verdict = this.index.security.judge(receiver, peer, request, evaluation.trace);
    evaluation.doubt(...verdict.doubts);
    evaluation.effects(verdict.policies);
    return verdict;
  }
}

function addressOf({ address }: Hop): Pick<Peer, 'address'> {
  return address === undefined ? {} : { address };
}

function nameOf({ host, port, subset }: Cluster): string {
  return `${host}:${port}${subset === undefined ? '' : `, subset ${subset}`}`;
}
