import { append } from '../../mesh/group';
import * as kinds from '../../mesh/kinds';
import { selectorText } from '../../mesh/labels';
import { isSameKind } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import { calleesOf } from './callees';
import { addCallers } from './callers';
import { Aspect, differences, Effect, effectOf, getsThrough } from './effect';
import { addGatewayHosts } from './gateway-hosts';
import { changedExpressions, Expressions } from './expressions';
import { Policies } from './policies';
import { objectChanges } from './object-changes';
import { Probe, ProbedHost, ProbedHosts, probesOf } from './probe';
import { NOTHING, Scope, scopeOf } from './scope';
import { requestOf, TrafficSide } from './side';
import { Unjudged, unjudged } from './unjudged';

/** Requests that meet something else than before. */
export interface TrafficChange {
  /** Who sends them, for people: all to whom the same happens with the same requests. */
  readonly from: readonly string[];
  /** Scheme, host and, where it is not the usual one, port. */
  readonly origin: string;
  /** One for each class of requests that changes in this way. */
  readonly requests: readonly Probe[];
  readonly aspects: readonly Aspect[];
  /** Of the first of them; the others differ in the same aspects in the same way. */
  readonly before: Effect;
  readonly after: Effect;
  /** Set where they get to what they did not get to before, or no longer do. */
  readonly exposure?: Exposure;
}

export type Exposure = 'reachable' | 'unreachable' | 'allowed' | 'locked out';

/**
 * Who gets to what they did not get to before, or no longer does.
 *
 * - `reachable`, `unreachable`: hosts and paths, for clients of a gateway
 * - `allowed`, `locked out`: callers in the mesh
 */
export interface ExposureChange {
  readonly change: Exposure;
  readonly from: readonly string[];
  readonly origin: string;
  readonly requests: readonly Probe[];
}

export interface TrafficDiff {
  readonly traffic: readonly TrafficChange[];
  readonly exposure: readonly ExposureChange[];
  /** What differs and no request asks for. */
  readonly unjudged: readonly Unjudged[];
}

/**
 * Which requests meet something else in one mesh than in another. Requests are made of what the rules of either side tell
 * apart: a host's paths, headers, methods, and the callers that its policies name. A change of what no such request
 * meets is none.
 *
 * @param scope what is asked for at all. @default what the changes of objects can be about
 */
export function diffTraffic(before: TrafficSide, after: TrafficSide, scope?: Scope): TrafficDiff {
  const changes = objectChanges(before.mesh, after.mesh);
  const open = unjudged(changes);
  const asked = scope ?? scopeOf(before.mesh, after.mesh, changes);
  if (asked === NOTHING) return { traffic: [], exposure: [], unjudged: open };
  const hosts = new ProbedHosts(asked);
  const expressions = new Expressions(changedExpressions(changes));
  const changed = changes.map(([one, other]) => (other ?? one)!);
  const changedSidecars = new Set(changed.filter(isSidecar).map(({ key }) => key));
  for (const { mesh } of [before, after]) {
    const rules = { callees: calleesOf(mesh), policies: new Policies(mesh), expressions, changedSidecars };
    addGatewayHosts(hosts, mesh, rules);
    addCallers(hosts, mesh, rules);
  }
  const traffic: TrafficChange[] = [];
  const exposure: ExposureChange[] = [];
  for (const host of [...hosts].sort(byPlace)) {
    const met = changesAt(host, before, after);
    traffic.push(...met);
    exposure.push(...exposuresOf(met));
  }
  return { traffic: bySenders(traffic), exposure: bySenders(exposure), unjudged: open };
}

/** Gateways first, and then by URL: no order of objects is read from YAML, nor composed, that means anything. */
function byPlace(one: ProbedHost, other: ProbedHost): number {
  const [isOne, isOther] = [one, other].map(({ sender }) => sender.kind === 'gateway');
  if (isOne !== isOther) return isOne === true ? -1 : 1;
  return one.origin < other.origin ? -1 : Number(one.origin > other.origin);
}

function isSidecar({ identity }: Manifest): boolean {
  return isSameKind(identity, kinds.Sidecar);
}

/** What happens to several senders alike is told once. */
function bySenders<Change extends TrafficChange | ExposureChange>(changes: readonly Change[]): readonly Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const { from, requests, ...what } = change;
    const key = JSON.stringify([what, requests.map((probe) => ({ ...probe, sender: undefined }))]);
    const same = merged.get(key);
    merged.set(key, same === undefined ? change : { ...same, from: [...same.from, ...from] });
  }
  return [...merged.values()];
}

function changesAt(host: ProbedHost, before: TrafficSide, after: TrafficSide): readonly TrafficChange[] {
  const changes = new Map<string, TrafficChange & { readonly requests: Probe[] }>();
  for (const probe of probesOf(host)) {
    const request = requestOf(probe);
    if (request === undefined) continue;
    const [one, other] = [before, after].map((side) => effectOf(side.answer(request, probe.sender))) as [
      Effect,
      Effect,
    ];
    const found = differences(one, other);
    if (found.length === 0) continue;
    const key = JSON.stringify(found);
    const same = changes.get(key);
    if (same !== undefined) same.requests.push(probe);
    else {
      const aspects = found.map(({ aspect }) => aspect);
      const exposure = exposureOf(one, other, probe);
      const about = { from: [senderText(probe)], origin: host.origin, requests: [probe], aspects };
      changes.set(key, { ...about, before: one, after: other, ...(exposure !== undefined && { exposure }) });
    }
  }
  return [...changes.values()].map((change) => ({ ...change, requests: classesOf(change.requests) }));
}

/** Without those of whom others of the same change say as much: `/`, where that is one of all paths that no rule names. */
function classesOf(requests: readonly Probe[]): readonly Probe[] {
  const others = new Set(requests.filter(({ others = [] }) => others.includes('path')).map((probe) => classKey(probe)));
  return requests.filter((probe) => {
    const { pathname } = new URL(probe.url);
    return probe.others?.includes('path') === true || pathname !== '/' || !others.has(classKey(probe));
  });
}

/** All of a request but its path. */
function classKey({ method, url, headers, claims, address }: Probe): string {
  const { search } = new URL(url);
  return JSON.stringify([method, search, headers, claims, address]);
}

function senderText({ sender }: Probe): string {
  return sender.kind === 'workload' ? (sender.title ?? sender.name) : `gateway ${selectorText(sender.selector)}`;
}

function exposureOf(before: Effect, after: Effect, { sender }: Probe): Exposure | undefined {
  const [was, will] = [getsThrough(before), getsThrough(after)];
  if (was === will) return undefined;
  if (sender.kind === 'workload') return will ? 'allowed' : 'locked out';
  return will ? 'reachable' : 'unreachable';
}

function exposuresOf(changes: readonly TrafficChange[]): readonly ExposureChange[] {
  const exposures = new Map<Exposure, Probe[]>();
  for (const { exposure, requests } of changes) {
    if (exposure !== undefined) for (const request of requests) append(exposures, exposure, request);
  }
  return [...exposures].map(([change, requests]) => {
    const { from, origin } = changes[0]!;
    return { change, from, origin, requests };
  });
}
