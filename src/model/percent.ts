/** A share of a whole, from 0 to 100. */
export class Percent {
  /** @internal use {@link percent} */
  constructor(
    /** From 0 to 100. */
    readonly value: number,
  ) {}

  /** What is left of the whole. */
  get rest(): Percent {
    return new Percent(100 - this.value);
  }

  /** As people write it: `10 %`. */
  toString(): string {
    return `${this.value} %`;
  }
}

/**
 * A share such as `percent(10)`, ten of a hundred.
 *
 * @param value from 0 to 100
 * @throws RangeError when the value is not a number between 0 and 100
 */
export function percent(value: number): Percent {
  // Not by comparing alone: null, '10' and 10n compare as numbers do.
  if (!Number.isFinite(value) || value < 0 || value > 100) {
    throw new RangeError(`percent(${value}): a percentage lies between 0 and 100; write percent(10) for ten percent`);
  }
  return new Percent(value);
}

/**
 * A percentage that a route weight can hold: Istio's weights are integers.
 * @throws RangeError when it has a fraction
 */
export function wholePercent(value: Percent): number {
  if (!Number.isInteger(value.value)) {
    throw new RangeError(
      `percent(${value.value}): route weights are whole percentages; round it to ${Math.round(value.value)}`,
    );
  }
  return value.value;
}
