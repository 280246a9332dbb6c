import type { Outcome, TrafficAnswer } from '../mesh/traffic/answer';
import { sharesOf } from '../mesh/traffic/shares';
import { destinationInWords, isShare, percentInWords, statusInWords } from './destinations';
import type { OutcomeShares } from './traffic-test';

/** Whether all requests meet an outcome, or its share of them each. */
export function hasOutcome(wanted: Outcome | OutcomeShares, answer: TrafficAnswer): boolean {
  if (typeof wanted === 'string') return wanted === answer.outcome;
  const received = new Map<Outcome, number>();
  for (const { outcome, weight } of sharesOf(answer)) received.set(outcome, (received.get(outcome) ?? 0) + weight);
  const names = new Set([...received.keys(), ...(Object.keys(wanted) as (keyof OutcomeShares)[])]);
  return [...names].every((name) => isShare(name === 'mixed' ? 0 : (wanted[name] ?? 0), received.get(name) ?? 0));
}

export function outcomeInWords(wanted: Outcome | OutcomeShares): string {
  if (typeof wanted === 'string') return wanted;
  return Object.entries(wanted)
    .map(([outcome, share]) => `${percentInWords(share)} ${outcome}`)
    .join(', ');
}

/** What becomes of the requests, share by share where shares differ. */
export function receivedOutcome(answer: TrafficAnswer): string {
  const { outcome, status } = answer;
  if (outcome !== 'mixed') return statusInWords(outcome, status);
  const shares = sharesOf(answer).map((share) => {
    const { destination } = share;
    const where =
      destination === undefined ? '' : ` at ${destinationInWords(destination.host, { ...destination, weight: 100 })}`;
    return `${percentInWords(share.weight)} ${statusInWords(share.outcome, share.status)}${where}`;
  });
  return `mixed: ${shares.join('; ')}`;
}
