const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** Milliseconds of a duration as Istio's fields hold it, such as `1h30m` or `1.5s`; undefined for what is none. */
export function milliseconds(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^((\d+\.?\d*|\.\d+)(h|m|s|ms|us|ns))+$/.test(duration)) return undefined;
  let total = 0;
  for (const [, count, unit] of duration.matchAll(/([\d.]+)([a-z]+)/g)) total += Number(count) * UNITS[unit!]!;
  return total;
}
