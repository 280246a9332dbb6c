/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle]!;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

/** One size and what it costs. */
export type Point = readonly [size: number, cost: number];

/**
 * The exponent b of the power law `cost = a * size^b` that fits best: the slope of the regression line where both axes
 * are logarithmic. 1 is linear, 2 quadratic.
 *
 * @param points costs above 0, at least two sizes; undefined otherwise
 */
export function growthExponent(points: readonly Point[]): number | undefined {
  if (new Set(points.map(([size]) => size)).size < 2 || points.some(([, cost]) => cost <= 0)) return undefined;
  const x = points.map(([size]) => Math.log(size));
  const y = points.map(([, cost]) => Math.log(cost));
  const meanX = mean(x);
  const meanY = mean(y);
  const covariance = mean(x.map((value, i) => (value - meanX) * (y[i]! - meanY)));
  return covariance / mean(x.map((value) => (value - meanX) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
