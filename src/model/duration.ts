/** A length of time, exact to the millisecond: the finest that Istio's schemas accept. */
export class Duration {
  private constructor(
    /** Length in milliseconds, a positive integer. */
    readonly milliseconds: number,
  ) {}

  /**
   * A number of milliseconds.
   * @throws RangeError when it is not positive and whole
   */
  static milliseconds(count: number): Duration {
    if (!Number.isSafeInteger(count) || count <= 0) {
      throw new RangeError(
        `a duration of ${count} ms is impossible: Istio takes durations of at least 1 ms, in whole milliseconds`,
      );
    }
    return new Duration(count);
  }

  /**
   * A number of seconds, which may have a fraction.
   * @throws RangeError when that is not a positive whole number of milliseconds
   */
  static seconds(count: number): Duration {
    const exact = count * 1000;
    const whole = Math.round(exact);
    // 16.1 * 1000 is 16100.000000000002: what binary fractions add is not what the caller said.
    return Duration.milliseconds(Math.abs(exact - whole) < 1e-6 ? whole : exact);
  }

  /**
   * A number of minutes, which may have a fraction.
   * @throws RangeError when that is not a positive whole number of milliseconds
   */
  static minutes(count: number): Duration {
    return Duration.seconds(count * 60);
  }

  /**
   * A number of hours, which may have a fraction.
   * @throws RangeError when that is not a positive whole number of milliseconds
   */
  static hours(count: number): Duration {
    return Duration.minutes(count * 60);
  }

  /** Whether it is longer than the other. */
  isLongerThan(other: Duration): boolean {
    return this.milliseconds > other.milliseconds;
  }

  /** As Istio's fields hold it: `10s`, `1.5s`, `250ms`. */
  toString(): string {
    if (this.milliseconds < 1000) return `${this.milliseconds}ms`;
    return `${this.milliseconds / 1000}s`;
  }
}

/**
 * A duration such as `milliseconds(250)`.
 * @throws RangeError when it is no positive whole number
 */
export const milliseconds = (count: number): Duration => Duration.milliseconds(count);
/**
 * A duration such as `seconds(1.5)`.
 * @throws RangeError when that is not a positive whole number of milliseconds
 */
export const seconds = (count: number): Duration => Duration.seconds(count);
/**
 * A duration such as `minutes(5)`.
 * @throws RangeError when that is not a positive whole number of milliseconds
 */
export const minutes = (count: number): Duration => Duration.minutes(count);
/**
 * A duration such as `hours(24)`.
 * @throws RangeError when that is not a positive whole number of milliseconds
 */
export const hours = (count: number): Duration => Duration.hours(count);
