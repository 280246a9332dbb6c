import type { Outcome, TrafficAnswer, TrafficDestination } from '../mesh/traffic/answer';
import { sharesOf } from '../mesh/traffic/shares';
import type { SkippedReason } from './line';
import { agrees, LoggedOutcome } from './logged-outcome';

/** What becomes of a share of the requests. */
export interface Fate {
  readonly outcome: Outcome | 'limited';
  readonly status?: number | undefined;
  readonly destination?: Pick<TrafficDestination, 'host' | 'port' | 'subset'> | undefined;
}

/** Requests of one fate. */
export interface FateCount {
  readonly fate: Fate;
  /** As many as are to be expected, where chance decides. */
  requests: number;
}

/** Requests of which the configuration makes something else than the log says. */
export interface DifferenceCount {
  readonly logged: Fate;
  readonly now: readonly (Fate & { readonly weight: number })[];
  requests: number;
  /** The first of them. */
  readonly example: { readonly line: number; readonly request: TrafficAnswer['request'] };
}

/** What became of many requests, in a memory that grows with the configuration and not with them. */
export class Tally {
  requests = 0;
  /** Those of a log that says what became of them. */
  compared = 0;
  badLines = 0;
  readonly skipped: Record<SkippedReason, number> = { inbound: 0, 'no request': 0 };
  /** In percent of a request, of which sums are exact. */
  private readonly byFate = new Map<string, FateCount>();
  private readonly byDifference = new Map<string, DifferenceCount>();

  /** @returns whether the configuration still does what the log says; undefined where there is none to compare with */
  add(line: number, answer: TrafficAnswer, logged: LoggedOutcome | undefined): boolean | undefined {
    this.requests++;
    const fates = fatesOf(answer);
    for (const fate of fates) {
      const key = keyOf(fate);
      const known = this.byFate.get(key);
      if (known === undefined) this.byFate.set(key, { fate, requests: fate.weight });
      else known.requests += fate.weight;
    }
    if (logged === undefined) return undefined;
    this.compared++;
    const isSame = agrees(logged, answer);
    if (!isSame) this.differ(line, answer, logged, fates);
    return isSame;
  }

  private differ(line: number, { request }: TrafficAnswer, logged: LoggedOutcome, now: DifferenceCount['now']): void {
    const was = fateOf(logged);
    const key = [was, ...now].map(keyOf).join(' ');
    const known = this.byDifference.get(key);
    if (known !== undefined) known.requests++;
    else this.byDifference.set(key, { logged: was, now, requests: 1, example: { line, request } });
  }

  /** The most frequent first. */
  get fates(): readonly FateCount[] {
    return [...this.byFate.values()].sort(byRequests).map(({ fate, requests }) => ({ fate, requests: requests / 100 }));
  }

  /** The most frequent first. */
  get differences(): readonly DifferenceCount[] {
    return [...this.byDifference.values()].sort(byRequests);
  }
}

function byRequests(one: { readonly requests: number }, other: { readonly requests: number }): number {
  return other.requests - one.requests;
}

/** The shares of an answer, which total 100. */
function fatesOf(answer: TrafficAnswer): DifferenceCount['now'] {
  const { outcome, status } = answer;
  // Hosts that the mesh knows nothing of are as many as clients think of.
  return outcome === 'passthrough' ? [{ outcome, status, weight: 100 }] : sharesOf(answer);
}

/** Of an answer of a backend the status is its own affair. */
function fateOf({ outcome, status, destination }: LoggedOutcome): Fate {
  return { outcome, status: outcome === 'routed' ? undefined : status, destination };
}

function keyOf({ outcome, status, destination: to }: Fate): string {
  return `${outcome}/${status ?? ''}/${to === undefined ? '' : `${to.host}/${to.port}/${to.subset ?? ''}`}`;
}
