import type { Outcome, TrafficAnswer, TrafficDestination } from './answer';

/** What becomes of some of the requests, where chance decides. */
export interface AnswerShare {
  readonly outcome: Outcome;
  readonly status?: number | undefined;
  /** Percent; those of all shares total 100. */
  readonly weight: number;
  /** Where they go; absent where no destination is chosen. */
  readonly destination?: TrafficDestination;
}

type Ending = Pick<TrafficAnswer, 'outcome' | 'status' | 'otherwise' | 'destinations' | 'applied'>;

/** What may become of a request, and how often: a fault for some of the requests comes before destinations. */
export function sharesOf({ outcome, status, otherwise, destinations, applied }: Ending): readonly AnswerShare[] {
  const aborted = abortShare(applied);
  const left = 100 - (aborted?.weight ?? 0);
  const shares: AnswerShare[] = aborted === undefined ? [] : [aborted];
  for (const destination of destinations) {
    if (destination.weight <= 0) continue;
    const own = destination.outcome === undefined ? { outcome, status } : destination;
    const weight = (destination.weight * left) / 100;
    shares.push({ outcome: own.outcome ?? outcome, status: own.status, weight, destination });
  }
  if (destinations.length === 0) {
    const own = otherwise ?? { outcome, status };
    shares.push({ outcome: own.outcome, status: own.status, weight: left });
  }
  return shares;
}

/** Of all requests, the outcome says it. */
function abortShare({ abort }: TrafficAnswer['applied']): AnswerShare | undefined {
  if (abort === undefined || abort.percentage <= 0 || abort.percentage >= 100) return undefined;
  return { outcome: 'aborted', status: abort.status, weight: abort.percentage };
}

/** What holds for all of the requests, or else `mixed`, with what each share meets. */
export function told<E extends Ending>(ending: E): E {
  const { destinations, applied } = ending;
  if (destinations.length < 2 && applied.abort === undefined) return ending;
  const [first, ...others] = sharesOf(ending);
  if (others.every((other) => other.outcome === first!.outcome && other.status === first!.status)) return ending;
  const { status, ...mixed } = ending;
  const own = { outcome: ending.outcome, ...(status !== undefined && { status }) };
  return {
    ...(mixed as E),
    outcome: 'mixed',
    ...(destinations.length === 0 && { otherwise: own }),
    destinations: destinations.map((destination) =>
      destination.outcome === undefined ? { ...destination, ...own } : destination,
    ),
  };
}
