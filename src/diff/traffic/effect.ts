import { pathWithQuery } from '../../mesh/routing/routed-request';
import type { Applied, HeaderChanges, Outcome, TrafficAnswer } from '../../mesh/traffic/answer';

/** What becomes of a class of requests, as far as people care for a difference. */
export interface Effect {
  readonly outcome: Outcome;
  readonly status?: number;
  /** Of those that a fault lets pass, where what is `mixed` has no destinations. */
  readonly otherwise?: TrafficAnswer['otherwise'];
  readonly destinations: readonly Share[];
  /** What the backend sees, or where a redirect points; absent for what was asked. */
  readonly rewrite?: { readonly path?: string; readonly authority?: string; readonly location?: string };
  /** Changes of headers; absent for none. */
  readonly headers?: HeaderChanges;
  readonly applied: Applied;
}

/** A destination with its share in percent. */
export interface Share {
  readonly host: string;
  readonly subset?: string;
  readonly port: number;
  readonly weight: number;
  /** @default that of the effect; `routed` where that is mixed */
  readonly outcome?: Outcome;
  readonly headers?: HeaderChanges;
}

/** What of an effect differs. */
export const ASPECTS = ['verdict', 'destination', 'weight', 'rewrite', 'timeout', 'retries', 'other'] as const;
export type Aspect = (typeof ASPECTS)[number];

export function effectOf(answer: TrafficAnswer): Effect {
  const { request, outcome, status, otherwise, destinations, applied } = answer;
  const { path, authority, location, headers } = answer.rewrite;
  const asked = pathWithQuery(request);
  const isKeptOut = outcome === 'denied';
  const changed = {
    ...(path !== asked && { path }),
    ...(authority !== request.authority && { authority }),
    // What comes behind the host is the same for a whole class of requests.
    ...(location !== undefined && { location: location.endsWith(asked) ? location.slice(0, -asked.length) : location }),
  };
  return {
    outcome,
    ...(status !== undefined && { status }),
    ...(otherwise !== undefined && { otherwise }),
    // Who is kept out gets nowhere, however long it might have taken.
    destinations: (isKeptOut ? [] : destinations).map(({ host, subset, port, weight, outcome: own, headers }) => ({
      host,
      ...(subset !== undefined && { subset }),
      port,
      weight,
      ...(own !== undefined && !(outcome === 'mixed' && own === 'routed') && { outcome: own }),
      ...(headers !== undefined && { headers }),
    })),
    ...(Object.keys(changed).length > 0 && { rewrite: changed }),
    ...(changesAnything(headers) && { headers }),
    applied: isKeptOut ? {} : applied,
  };
}

function changesAnything({ request, response }: HeaderChanges): boolean {
  return [request, response].some(({ remove, set, add }) => {
    return remove.length > 0 || Object.keys(set).length > 0 || Object.keys(add).length > 0;
  });
}

/** An aspect in which two effects differ. */
export interface Difference {
  readonly aspect: Aspect;
  /** The same for all differences that are the same. */
  readonly key: string;
}

/** In the order of {@link ASPECTS}; none where two effects are the same. */
export function differences(before: Effect, after: Effect): readonly Difference[] {
  // Most requests meet what they met before.
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const found = ASPECTS.flatMap((aspect) => {
    const [one, other] = [before, after].map((effect) => JSON.stringify(PARTS[aspect](effect)));
    return one === other ? [] : [{ aspect, key: `${one} → ${other}` }];
  });
  // Other places have other shares in any case.
  const isElsewhere = found.some(({ aspect }) => aspect === 'destination');
  return isElsewhere ? found.filter(({ aspect }) => aspect !== 'weight') : found;
}

const PARTS: Readonly<Record<Aspect, (effect: Effect) => unknown>> = {
  verdict: ({ outcome, status, otherwise }) => [outcome, status, otherwise],
  destination: ({ destinations }) => destinations.map(placeOf).sort(),
  weight: ({ destinations }) =>
    destinations.map((share) => `${placeOf(share)} ${share.weight} ${share.outcome}`).sort(),
  rewrite: ({ rewrite }) => rewrite,
  timeout: ({ applied }) => applied.timeout,
  retries: ({ applied }) => applied.retries,
  other: ({ headers, destinations, applied }) => [
    headers,
    destinations.flatMap((share) => (share.headers === undefined ? [] : [[placeOf(share), share.headers]])).sort(),
    { ...applied, timeout: undefined, retries: undefined },
  ],
};

function placeOf({ host, subset = '', port }: Share): string {
  return `${host}:${port}/${subset}`;
}

const ANSWERED: ReadonlySet<Outcome> = new Set(['routed', 'redirect', 'direct', 'aborted', 'passthrough']);

/** Whether something answers that was meant to, rather than a proxy that keeps the sender out. */
export function getsThrough({ outcome, otherwise, destinations, applied }: Effect): boolean {
  if (outcome !== 'mixed') return ANSWERED.has(outcome);
  if (otherwise !== undefined && ANSWERED.has(otherwise.outcome)) return true;
  return applied.abort !== undefined || destinations.some((share) => ANSWERED.has(share.outcome ?? 'routed'));
}
