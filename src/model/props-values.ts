/** Checks of the small values that props are made of. */
import { canonicalObject } from './manifest';
import type { Duration } from './duration';
import { Percent, percent, wholePercent } from './percent';
import { checkPort } from './port';
import { isPlainObject, madeWith, PropCheck, recordOf, valueOf } from './props';
import type { Rate } from './rate';

export const TEXT: PropCheck<string> = valueOf({ fix: 'pass a string' }, (value) => typeof value === 'string');

export const FLAG: PropCheck<boolean> = valueOf({ fix: 'pass true or false' }, (value) => typeof value === 'boolean');

export const NUMBER: PropCheck<number> = valueOf({ fix: 'pass a number' }, (value) => Number.isFinite(value));

/** Labels or annotations. */
export const LABELS: PropCheck<Readonly<Record<string, string>>> = recordOf(TEXT);

export const PORT: PropCheck<number> = acceptedBy('number', 'pass a whole number from 1 to 65535', checkPort);

/** A share that is a plain number, as release states have it. */
export const WEIGHT: PropCheck<number> = acceptedBy('number', 'pass a whole number from 0 to 100', (weight: number) =>
  wholePercent(percent(weight)),
);

export const DURATION: PropCheck<Duration> = madeWith<Duration>(
  { milliseconds: 'number', isLongerThan: 'function' },
  'pass a duration such as seconds(10)',
);

export const PERCENT: PropCheck<Percent> = madeWith<Percent>(
  { value: 'number', rest: 'object' },
  'pass a percentage such as percent(10)',
);

export const RATE: PropCheck<Rate> = madeWith<Rate>(
  { requests: 'number', unit: 'string', interval: 'object' },
  'pass a rate such as perSecond(100)',
);

/** Plain data all through, for what is turned into text before anything could validate it. */
export const JSON_OBJECT: PropCheck<Readonly<Record<string, unknown>>> = valueOf(
  {
    fix: 'pass an object of plain values',
    hidesText: true,
    problem: (value) => (isPlainObject(value) ? rejection(() => canonicalObject(value)) : undefined),
  },
  (value) => isPlainObject(value) && rejection(() => canonicalObject(value)) === undefined,
);

/** What a function takes that throws what is wrong with everything else. */
export function acceptedBy<T extends string | number | object>(
  type: 'string' | 'number' | 'object',
  fix: string,
  check: (value: T) => unknown,
): PropCheck<T> {
  const problem = (value: unknown): string | undefined =>
    typeof value === type ? rejection(() => check(value as T)) : undefined;
  return valueOf({ fix, problem }, (value) => typeof value === type && problem(value) === undefined);
}

function rejection(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
