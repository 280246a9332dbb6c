import type { Applied, HeaderOperations } from '../traffic/answer';
import type { Semantic } from '../traffic/semantics';
import type { MeshConfig } from '../mesh-config';
import { abortOf, appliedOf, faultsOf, mirrorsOf } from './applied';
import type { Cluster } from './cluster';
import { Cors } from './cors';
import type { Clusters } from './destinations';
import { NO_OPERATIONS, RouteHeaders, routeHeaders } from './header-operations';
import type { HttpRoute } from './http-routes';
import { redirectLocation, redirectStatus } from './redirect';
import { PathRewrite, pathRewrite } from './rewrite';
import type { RoutedRequest } from './routed-request';
import { percentages } from './weights';

/** What a route does with the requests that it takes, worked out once. */
export type RoutePlan = RedirectPlan | DirectPlan | ForwardPlan;

interface Common {
  readonly applied: Applied;
  /** Of an abort of all requests. */
  readonly abort?: number;
  readonly response: HeaderOperations;
  readonly doubts: readonly Semantic[];
}

export interface RedirectPlan extends Common {
  readonly action: 'redirect';
  readonly status: number;
  readonly location: (request: RoutedRequest) => string;
}

export interface DirectPlan extends Common {
  readonly action: 'direct';
  readonly status: number;
  readonly body?: string;
}

export interface ForwardPlan extends Common {
  readonly action: 'forward';
  readonly path?: PathRewrite;
  readonly authority?: string;
  readonly request: HeaderOperations;
  readonly shares: readonly SharePlan[];
  readonly mirrors: readonly MirrorPlan[];
  readonly cors?: Cors;
}

export interface MirrorPlan {
  readonly cluster: Cluster;
  readonly percentage: number;
}

export interface SharePlan {
  readonly cluster: Cluster;
  /** Percent. */
  readonly weight: number;
  /** Of a share among others: what is done before the rule's own; of one alone, the rule has it. */
  readonly headers?: RouteHeaders;
}

/** @returns undefined for a route that Envoy would refuse, with all others */
export function planOf(route: HttpRoute, clusters: Clusters, config: MeshConfig): RoutePlan | undefined {
  const { rule } = route.rule;
  const abort = abortOf(rule.fault?.abort);
  const abortsAll = abort !== undefined && abort.percentage >= 100;
  const own = routeHeaders(rule.headers);
  const isGrpc = rule.fault?.abort?.grpcStatus !== undefined;
  const common = {
    response: own.response,
    doubts: isGrpc ? (['gRPC status of faults'] as const) : [],
    ...(abortsAll && { abort: abort.status }),
  };
  if (rule.redirect !== undefined) {
    const { redirect } = rule;
    const status = redirectStatus(redirect);
    if (status === undefined) return undefined;
    const location = (request: RoutedRequest): string => redirectLocation(redirect, request, route.place);
    return { ...common, action: 'redirect', status, location, applied: faultsOf(rule) };
  }
  if (rule.directResponse !== undefined) {
    const { status, body } = rule.directResponse;
    const text = body?.string ?? (body?.bytes === undefined ? undefined : Buffer.from(body.bytes, 'base64').toString());
    const applied = { ...faultsOf(rule), ...(text !== undefined && { body: text }) };
    return { ...common, action: 'direct', status, applied };
  }
  const written = rule.route ?? [];
  const shares = percentages(written);
  if (shares.length === 0) return undefined;
  const only = written.length === 1 ? written[0] : undefined;
  const headers = only === undefined ? own : routeHeaders(rule.headers, only.headers);
  const rewritten = rule.rewrite?.authority === '' ? undefined : rule.rewrite?.authority;
  const authority = rewritten ?? headers.authority;
  const path = pathRewrite(rule.rewrite, route.match?.uri);
  return {
    ...common,
    action: 'forward',
    applied: appliedOf(rule, config),
    request: headers.request,
    response: headers.response,
    ...(path !== undefined && { path }),
    ...(authority !== undefined && { authority }),
    shares: shares.map(({ item, weight }) => ({
      cluster: clusters.find(item.destination, route.place.port),
      weight,
      ...(only === undefined && item.headers !== undefined && { headers: routeHeaders(item.headers) }),
    })),
    mirrors: mirrorsOf(rule).map(({ destination, percentage }) => ({
      cluster: clusters.find(destination, route.place.port),
      percentage,
    })),
    ...(rule.corsPolicy !== undefined && { cors: new Cors(rule.corsPolicy) }),
  };
}

/** What a proxy does with requests for hosts that no virtual service is for. */
export function defaultPlan(cluster: Cluster, config: MeshConfig): ForwardPlan {
  return {
    action: 'forward',
    applied: appliedOf({}, config),
    request: NO_OPERATIONS,
    response: NO_OPERATIONS,
    doubts: [],
    shares: [{ cluster, weight: 100 }],
    mirrors: [],
  };
}
