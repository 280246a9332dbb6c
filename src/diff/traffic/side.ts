import { selectorText } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { pathWithQuery } from '../../mesh/routing/routed-request';
import type { TrafficAnswer } from '../../mesh/traffic/answer';
import { parseRequest } from '../../mesh/traffic/parse-request';
import type { TrafficRequest } from '../../mesh/traffic/request';
import { Traffic } from '../../mesh/traffic/traffic';
import type { Probe } from './probe';
import type { Sender } from './sender';

/** One side of a diff, which answers probes. */
export class TrafficSide {
  private readonly traffic: Traffic;
  /** `namespace/name` of a gateway, by the pods that it selects. */
  private readonly gateways: ReadonlyMap<string, string>;

  constructor(readonly mesh: Mesh) {
    this.traffic = new Traffic(mesh);
    this.gateways = new Map([...mesh.gateways].map(([name, { spec }]) => [selectorText(spec.selector), name]));
  }

  answer(request: TrafficRequest, sender: Sender): TrafficAnswer {
    if (sender.kind === 'workload') return this.traffic.answer(request);
    const from = this.gateways.get(selectorText(sender.selector));
    return from === undefined ? nothing(request) : this.traffic.answer({ ...request, from });
  }
}

/** By which a workload that nothing names is taken for one. */
const NOBODY = 'cluster.local/ns/outside-of-the-mesh/sa/somebody-else';

/** What a probe sends; undefined for what is no request, as rules may ask for that. */
export function requestOf({ method, url, headers, claims, address, sender }: Probe): TrafficRequest | undefined {
  const told = { ...(claims !== undefined && { claims }), ...(address !== undefined && { address }) };
  try {
    if (sender.kind === 'gateway') return parseRequest({ method, url, headers, ...told });
    const { name, principal = NOBODY, labels, isPlain = false } = sender;
    const request = parseRequest({ method, url, headers, ...told, from: name, as: principal });
    if (labels === undefined && !isPlain) return request;
    return { ...request, pods: { ...(labels !== undefined && { labels }), ...(isPlain && { hasSidecar: false }) } };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** There is no such gateway. */
function nothing(request: TrafficRequest): TrafficAnswer {
  const none = { remove: [], set: {}, add: {} };
  const { authority } = request;
  return {
    request,
    outcome: 'not-found',
    destinations: [],
    rewrite: { path: pathWithQuery(request), authority, headers: { request: none, response: none } },
    applied: {},
    policies: [],
    doubts: [],
    trace: [],
  };
}
