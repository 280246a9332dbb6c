import type { TrafficCopy, TrafficDestination } from './answer';
import { Ending, ended, unchanged } from './evaluation';
import { applyOperations, composeOperations, NO_OPERATIONS } from '../routing/header-operations';
import { pathWithQuery } from '../routing/routed-request';
import type { Cluster } from '../routing/cluster';
import type { ForwardPlan, MirrorPlan, RoutePlan, SharePlan } from '../routing/route-plan';
import type { TrafficRequest } from './request';

/** What becomes of a request that a proxy sends to a destination. */
export type Reach = (cluster: Cluster, request: TrafficRequest) => Ending;

/** How what a proxy sends goes on. */
export interface Ways {
  readonly reach: Reach;
  /** The same for a copy, whose steps and policies are not those of the request. */
  readonly reachByCopy: Reach;
}

/** What a proxy does with a request that a route takes. */
export function follow(plan: RoutePlan, request: TrafficRequest, ways: Ways): Ending {
  if (plan.abort !== undefined) {
    return { ...ended('aborted', request, plan.abort), applied: plan.applied };
  }
  switch (plan.action) {
    case 'redirect': {
      const location = plan.location(request);
      return {
        ...ended('redirect', request, plan.status),
        rewrite: { ...unchanged(request, plan.response), path: location, location },
        applied: plan.applied,
      };
    }
    case 'direct':
      return { ...ended('direct', request, plan.status, plan.response), applied: plan.applied };
    case 'forward':
      return crossOrigin(plan, request, ways);
  }
}

function crossOrigin(plan: ForwardPlan, request: TrafficRequest, ways: Ways): Ending {
  const { cors } = plan;
  if (cors === undefined) return forward(plan, request, ways);
  const preflight = cors.preflight(request);
  if (preflight !== undefined) return { ...ended('direct', request, 200, preflight), applied: plan.applied };
  const ending = forward(plan, request, ways);
  const { rewrite } = ending;
  const response = composeOperations(rewrite.headers.response, cors.answer(request));
  return { ...ending, rewrite: { ...rewrite, headers: { ...rewrite.headers, response } } };
}

function forward(plan: ForwardPlan, request: TrafficRequest, { reach, reachByCopy }: Ways): Ending {
  const path = plan.path?.(request) ?? pathWithQuery(request);
  const { shares, mirrors } = plan;
  const sent = shares.map((share) => sentOn(plan, share, request, path));
  const endings = shares.map((share, i) => reach(share.cluster, sent[i]!));
  const ending = shares.length === 1 ? single(plan, shares[0]!, endings[0]!) : several(plan, shares, endings);
  if (mirrors.length === 0) return ending;
  const copies = mirrors.flatMap((mirror) =>
    sentAlike(shares, sent).map(({ request, weight }) => copyOf(mirror, request, weight, reachByCopy)),
  );
  return { ...ending, copies: [...copies, ...(ending.copies ?? [])] };
}

/** What is sent of a request, by the authority, which shares may have of their own. What nobody gets is not copied. */
function sentAlike(shares: readonly SharePlan[], sent: readonly TrafficRequest[]) {
  const alike = new Map<string, { readonly request: TrafficRequest; weight: number }>();
  for (const [i, { cluster, weight }] of shares.entries()) {
    if (cluster.problem !== undefined) continue;
    const request = sent[i]!;
    const known = alike.get(request.authority);
    if (known === undefined) alike.set(request.authority, { request, weight });
    else known.weight += weight;
  }
  return [...alike.values()];
}

function copyOf(mirror: MirrorPlan, request: TrafficRequest, weight: number, reach: Reach): TrafficCopy {
  const { cluster } = mirror;
  const percentage = (mirror.percentage * weight) / 100;
  const { host, subset, port, labels } = cluster;
  const { outcome, rewrite } = reach(cluster, request);
  const { path, authority } = rewrite;
  return { host, ...(subset !== undefined && { subset }), port, labels, percentage, path, authority, outcome };
}

/** The request as it leaves the proxy. What is done for a share is done before what is done for all. */
function sentOn(plan: ForwardPlan, share: SharePlan, request: TrafficRequest, path: string): TrafficRequest {
  const mark = path.indexOf('?');
  const ofShare = share.headers === undefined ? request : applyOperations(request, share.headers.request);
  const query = mark < 0 ? '' : path.slice(mark + 1);
  return {
    ...request,
    authority: plan.authority ?? share.headers?.authority ?? request.authority,
    path: mark < 0 ? path : path.slice(0, mark),
    query,
    isQueryEmpty: mark >= 0 && query === '',
    ...applyOperations(ofShare, plan.request),
  };
}

function single(plan: ForwardPlan, share: SharePlan, ending: Ending): Ending {
  const own = withinShare(share, ending);
  return {
    ...ending,
    destinations: own.map((destination) => withoutRedundancy(destination, ending)),
    rewrite: { ...ending.rewrite, headers: around(plan, ending) },
    applied: { ...ending.applied, ...plan.applied },
  };
}

/** What the answer says of all shares is not repeated at each. */
function withoutRedundancy(destination: TrafficDestination, ending: Ending): TrafficDestination {
  if (destination.outcome !== ending.outcome || destination.status !== ending.status) return destination;
  const rest: { -readonly [Field in keyof TrafficDestination]: TrafficDestination[Field] } = { ...destination };
  delete rest.outcome;
  delete rest.status;
  return rest;
}

function several(plan: ForwardPlan, shares: readonly SharePlan[], endings: readonly Ending[]): Ending {
  const heaviest = shares.reduce((best, { weight }, i) => (weight > shares[best]!.weight ? i : best), 0);
  const routed = endings.findIndex(({ outcome }) => outcome === 'routed');
  const main = endings[routed < 0 || endings[heaviest]!.outcome === 'routed' ? heaviest : routed]!;
  const isApart = endings.some((ending) => operationsText(ending) !== operationsText(main));
  const destinations = shares.flatMap((share, i) => {
    const { authority } = endings[i]!.rewrite;
    const own = isApart ? withAllOperations(plan, share, endings[i]!) : withinShare(share, endings[i]!);
    return authority === main.rewrite.authority ? own : own.map((destination) => ({ authority, ...destination }));
  });
  return {
    ...main,
    destinations: destinations.map((destination) => withoutRedundancy(destination, main)),
    rewrite: {
      ...main.rewrite,
      headers: isApart ? { ...around(plan, main), request: NO_OPERATIONS } : around(plan, main),
    },
    applied: { ...main.applied, ...plan.applied },
  };
}

function operationsText({ rewrite }: Ending): string {
  return JSON.stringify(rewrite.headers.request);
}

/** Where a share goes whose request is changed by proxies that others do not meet: no changes are left for all. */
function withAllOperations(plan: ForwardPlan, share: SharePlan, ending: Ending): readonly TrafficDestination[] {
  return withinShare(share, ending).map((destination, i) => {
    const further = ending.destinations[i]?.headers?.request ?? NO_OPERATIONS;
    const levels = [plan.request, further, ending.rewrite.headers.request];
    const request = levels.reduce(composeOperations, share.headers?.request ?? NO_OPERATIONS);
    return { ...destination, headers: { request, response: destination.headers?.response ?? NO_OPERATIONS } };
  });
}

/** Where a share goes: further proxies may split it again. */
function withinShare({ cluster, weight, headers }: SharePlan, ending: Ending): readonly TrafficDestination[] {
  const { host, subset, port, labels } = cluster;
  const further = ending.destinations;
  const changes = headers !== undefined && {
    headers: { request: headers.request, response: headers.response },
    ...(headers.authority !== undefined && { authority: ending.rewrite.authority }),
  };
  const own: TrafficDestination = {
    host,
    ...(subset !== undefined && { subset }),
    port,
    weight,
    labels,
    outcome: ending.outcome,
    ...(ending.status !== undefined && { status: ending.status }),
    ...changes,
  };
  if (further.length === 0) return [own];
  return further.map((destination) => ({
    outcome: ending.outcome,
    ...(ending.status !== undefined && { status: ending.status }),
    ...changes,
    ...destination,
    weight: (destination.weight * weight) / 100,
  }));
}

/** Operations of this proxy and of those after it. */
function around(plan: ForwardPlan, { rewrite: { headers } }: Ending) {
  return {
    request: composeOperations(plan.request, headers.request),
    response: composeOperations(headers.response, plan.response),
  };
}
