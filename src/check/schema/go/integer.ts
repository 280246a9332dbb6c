/** What an API server takes for an integer: one that an int64 holds, or next to a smaller one. */
export function isGoInteger(value: number): boolean {
  if (Number.isInteger(value)) return Math.abs(value) < 2 ** 63;
  const whole = Math.trunc(value);
  return whole > 0 && (value - whole) / (value + whole) < 1e-9;
}
