import { selectorText } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import type { TrafficAnswer } from '../../mesh/traffic/answer';
import { parseRequest } from '../../mesh/traffic/parse-request';
import { Traffic } from '../../mesh/traffic/traffic';
import type { Probe } from './probe';

/** One side of a diff, which answers probes. */
export class TrafficSide {
  private readonly traffic: Traffic;
  /** `namespace/name` of a gateway, by the pods that it selects. */
  private readonly gateways: ReadonlyMap<string, string>;

  constructor(readonly mesh: Mesh) {
    this.traffic = new Traffic(mesh);
    this.gateways = new Map([...mesh.gateways].map(([name, { spec }]) => [selectorText(spec.selector), name]));
  }

  answer({ method, url, headers, sender }: Probe): TrafficAnswer {
    if (sender.kind === 'workload') {
      return this.traffic.answer(parseRequest({ method, url, headers, from: sender.name, as: sender.principal }));
    }
    const from = this.gateways.get(selectorText(sender.selector));
    if (from !== undefined) return this.traffic.answer(parseRequest({ method, url, headers, from }));
    return nothing(parseRequest({ method, url, headers }));
  }
}

/** There is no such gateway. */
function nothing(request: TrafficAnswer['request']): TrafficAnswer {
  const none = { remove: [], set: {}, add: {} };
  const { authority, path, query } = request;
  return {
    request,
    outcome: 'not-found',
    destinations: [],
    rewrite: { path: query === '' ? path : `${path}?${query}`, authority, headers: { request: none, response: none } },
    applied: {},
    policies: [],
    doubts: [],
    trace: [],
  };
}
