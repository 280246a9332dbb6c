import type { Duration } from '../../model/duration';
import { acceptedBy, isMadeWith, PropCheck } from '../../model/props';

/** Flagger's schema takes whole seconds and minutes; a fraction would be refused by the API server. */
export const WHOLE_SECONDS: PropCheck<Duration> = acceptedBy(
  checkWholeSeconds,
  isMadeWith<Duration>({ milliseconds: 'number', isLongerThan: 'function' }),
  'pass a duration such as minutes(1)',
);

function checkWholeSeconds(duration: Duration): void {
  if (duration.milliseconds % 1000 === 0) return;
  throw new RangeError(
    `Flagger takes whole seconds and not ${duration.toString()}: pass a duration such as minutes(1)`,
  );
}

export const COUNT: PropCheck<number> = acceptedBy(
  checkCount,
  (value) => typeof value === 'number',
  'pass a whole number from 1 on',
);

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new RangeError(`${count} is none that can be counted: pass a whole number from 1 on`);
}
