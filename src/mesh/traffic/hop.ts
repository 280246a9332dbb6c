import { composeOperations, NO_OPERATIONS } from '../routing/header-operations';
import type { ReachedPods } from '../routing/cluster';
import type { Clusters } from '../routing/destinations';
import type { MeshIndex } from '../routing/mesh-index';
import type { PodGroup } from '../routing/pods';
import type { RoutedRequest } from '../routing/routed-request';
import type { VirtualHost } from '../routing/virtual-hosts';
import type { Peer, Receiver, Verdict } from '../security/inbound';
import type { HeaderOperations, TrafficDestination } from './answer';
import type { Ending, Evaluation } from './evaluation';
import type { TrafficRequest } from './request';
import type { Semantic } from './semantics';

/** A proxy that sends requests on. */
export interface Hop {
  /** As explanations name it. */
  readonly at: string;
  /** What it proves to be, to those who ask. */
  readonly principal: string;
  /** Its IP address; absent where nobody knows. */
  readonly address?: string;
  readonly clusters: Clusters;
  /** How many proxies have routed the request before. */
  readonly depth: number;
  readonly isGateway: boolean;
}

/** What a request can meet next, for a proxy that it is at. */
export interface Way {
  readonly index: MeshIndex;
  readonly evaluation: Evaluation;
  normalized(request: TrafficRequest): TrafficRequest | undefined;
  principalOf(pods: Pick<PodGroup, 'namespace' | 'serviceAccount'>): string;
  judge(receiver: Receiver, peer: Peer, request: TrafficRequest): Verdict;
  route(hop: Hop, host: VirtualHost, request: TrafficRequest, routed: RoutedRequest, open: Semantic): Ending;
  toService(hop: Hop, host: string, request: TrafficRequest): Ending;
  inbound(pods: ReachedPods, peer: Peer, request: TrafficRequest, status?: number): Ending;
  oneOf(endings: readonly Ending[]): Ending;
}

/** With what rules for tokens change of the request. */
export function withOperations(ending: Ending, { headers }: Verdict): Ending {
  if (headers === undefined) return ending;
  const { rewrite, destinations } = ending;
  // What is done for a share is done before what is done for all, and after this.
  if (destinations.some((destination) => destination.headers !== undefined)) {
    return { ...ending, destinations: destinations.map((destination) => withFirst(headers, destination)) };
  }
  const request = composeOperations(headers, rewrite.headers.request);
  return { ...ending, rewrite: { ...rewrite, headers: { ...rewrite.headers, request } } };
}

function withFirst(first: HeaderOperations, destination: TrafficDestination): TrafficDestination {
  const { request, response } = destination.headers ?? { request: NO_OPERATIONS, response: NO_OPERATIONS };
  return { ...destination, headers: { request: composeOperations(first, request), response } };
}
