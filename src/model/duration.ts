/** A length of time, exact to the millisecond: the finest that Istio's schemas accept. */
export class Duration {
  private constructor(
    /** Length in milliseconds, a positive integer. */
    readonly milliseconds: number,
  ) {}

  /** @throws RangeError when the length is not a positive whole number of milliseconds */
  static milliseconds(count: number): Duration {
    if (!Number.isSafeInteger(count) || count <= 0) {
      throw new RangeError(
        `a duration of ${count} ms is impossible: Istio takes durations of at least 1 ms, in whole milliseconds`,
      );
    }
    return new Duration(count);
  }

  static seconds(count: number): Duration {
    const exact = count * 1000;
    const whole = Math.round(exact);
    // 16.1 * 1000 is 16100.000000000002: what binary fractions add is not what the caller said.
    return Duration.milliseconds(Math.abs(exact - whole) < 1e-6 ? whole : exact);
  }

  static minutes(count: number): Duration {
    return Duration.seconds(count * 60);
  }

  static hours(count: number): Duration {
    return Duration.minutes(count * 60);
  }

  isLongerThan(other: Duration): boolean {
    return this.milliseconds > other.milliseconds;
  }

  /** As Istio's fields hold it: `10s`, `1.5s`, `250ms`. */
  toString(): string {
    if (this.milliseconds < 1000) return `${this.milliseconds}ms`;
    return `${this.milliseconds / 1000}s`;
  }
}

export const milliseconds = (count: number): Duration => Duration.milliseconds(count);
export const seconds = (count: number): Duration => Duration.seconds(count);
export const minutes = (count: number): Duration => Duration.minutes(count);
export const hours = (count: number): Duration => Duration.hours(count);
