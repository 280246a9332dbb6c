import type { Tally } from './harness/traffic';

/** How far a count may be from its expectation: chance goes farther once in 150,000 times. */
const STANDARD_DEVIATIONS = 4.5;

/**
 * The shares of answers in percent: those that were expected where all counts are what chance makes of them, or else
 * those that were counted.
 */
export function shares(tally: Tally, expected: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const isExpected =
    Object.keys(tally).every((answer) => answer in expected) &&
    Object.entries(expected).every(([answer, percent]) => isPlausible(tally[answer] ?? 0, total, percent / 100));
  if (isExpected) return expected;
  return Object.fromEntries(
    Object.entries(tally).map(([answer, count]) => [answer, Math.round((count / total) * 1000) / 10]),
  );
}

/** Whether a binomial distribution gives such a count. */
function isPlausible(count: number, total: number, probability: number): boolean {
  const deviation = Math.sqrt(total * probability * (1 - probability));
  return Math.abs(count - total * probability) <= STANDARD_DEVIATIONS * deviation;
}
