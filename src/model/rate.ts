import type { Duration } from './duration';
import { hours, minutes, seconds } from './duration';

/** Time that requests are counted for. */
export type RateUnit = 'second' | 'minute' | 'hour' | 'day';

/** How many requests of a kind are taken in a unit of time. */
export class Rate {
  /** @internal use {@link perSecond} and its kin */
  constructor(
    /** A whole number of at least 1. */
    readonly requests: number,
    /** As people say it; `interval` is the same as a duration. */
    readonly unit: RateUnit,
    /** The unit as a duration. */
    readonly interval: Duration,
  ) {
    if (!Number.isSafeInteger(requests) || requests < 1) {
      throw new RangeError(`a rate of ${requests} per ${unit} is impossible: it is a whole number of at least 1`);
    }
  }

  /** As people write it: `10 per second`. */
  toString(): string {
    return `${this.requests} per ${this.unit}`;
  }
}

/**
 * A rate such as `perSecond(100)`.
 * @throws RangeError when it is no whole number of at least 1
 */
export const perSecond = (requests: number): Rate => new Rate(requests, 'second', seconds(1));
/**
 * A rate such as `perMinute(100)`.
 * @throws RangeError when it is no whole number of at least 1
 */
export const perMinute = (requests: number): Rate => new Rate(requests, 'minute', minutes(1));
/**
 * A rate such as `perHour(100)`.
 * @throws RangeError when it is no whole number of at least 1
 */
export const perHour = (requests: number): Rate => new Rate(requests, 'hour', hours(1));
/**
 * A rate such as `perDay(100)`.
 * @throws RangeError when it is no whole number of at least 1
 */
export const perDay = (requests: number): Rate => new Rate(requests, 'day', hours(24));
