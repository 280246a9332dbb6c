import type { TrafficDestination } from './answer';
import { Ending, ended, unchanged } from './evaluation';
import { answersPreflight } from '../routing/cors';
import { applyOperations, composeOperations } from '../routing/header-operations';
import { pathWithQuery } from '../routing/routed-request';
import type { Cluster } from '../routing/cluster';
import type { ForwardPlan, RoutePlan, SharePlan } from '../routing/route-plan';
import type { TrafficRequest } from './request';

/** What becomes of a request that a proxy sends to a destination. */
export type Reach = (cluster: Cluster, request: TrafficRequest) => Ending;

/** What a proxy does with a request that a route takes. */
export function follow(plan: RoutePlan, request: TrafficRequest, reach: Reach): Ending {
  if (plan.abort !== undefined) {
    return { ...ended('aborted', request, plan.abort), applied: plan.applied };
  }
  const { cors } = plan.applied;
  if (cors !== undefined && answersPreflight(cors, request)) {
    return { ...ended('direct', request, 200), applied: plan.applied };
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
      return forward(plan, request, reach);
  }
}

function forward(plan: ForwardPlan, request: TrafficRequest, reach: Reach): Ending {
  const path = plan.path?.(request) ?? pathWithQuery(request);
  const { shares } = plan;
  const endings = shares.map((share) => reach(share.cluster, sentOn(plan, share, request, path)));
  if (shares.length === 1) return single(plan, shares[0]!, endings[0]!);
  return several(plan, shares, endings);
}

/** The request as it leaves the proxy. What is done for a share is done before what is done for all. */
function sentOn(plan: ForwardPlan, share: SharePlan, request: TrafficRequest, path: string): TrafficRequest {
  const mark = path.indexOf('?');
  const headers = applyOperations(
    share.headers === undefined ? request.headers : applyOperations(request.headers, share.headers.request),
    plan.request,
  );
  return {
    ...request,
    authority: plan.authority ?? share.headers?.authority ?? request.authority,
    path: mark < 0 ? path : path.slice(0, mark),
    query: mark < 0 ? '' : path.slice(mark + 1),
    headers,
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
  const destinations = shares.flatMap((share, i) => {
    const { authority } = endings[i]!.rewrite;
    const own = withinShare(share, endings[i]!);
    return authority === main.rewrite.authority ? own : own.map((destination) => ({ authority, ...destination }));
  });
  return {
    ...main,
    destinations: destinations.map((destination) => withoutRedundancy(destination, main)),
    rewrite: { ...main.rewrite, headers: around(plan, main) },
    applied: { ...main.applied, ...plan.applied },
  };
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
