import type { Lap } from './race';
import { START_UP } from './results';
import { median } from './statistics';

/** The laps of a peer, and one more: what it would take at a size if it went on growing linearly. Those that ran stay. */
export function extrapolated(laps: readonly Lap[], services: number): readonly Lap[] {
  const largest = laps.at(-1);
  if (largest === undefined || largest.services >= services || largest.services === START_UP) return laps;
  const startUp = laps.find((lap) => lap.services === START_UP)?.costs.map(({ cpuSeconds }) => cpuSeconds) ?? [0];
  const [fixed, factor] = [median(startUp), services / largest.services];
  const costs = largest.costs.map(({ cpuSeconds }) => ({
    cpuSeconds: fixed + (cpuSeconds - fixed) * factor,
    peakBytes: undefined,
  }));
  return [...laps, { ...largest, services, costs, extrapolatedFrom: largest.services }];
}

/**
 * The laps of several peers as those of one, where all of them have one, round by round. A peer that ran fewer rounds
 * because each is long counts with its last in the others.
 *
 * @param seconds of each of them to those of the one
 */
export function combined(
  name: string,
  parts: readonly (readonly Lap[])[],
  seconds: (each: readonly number[]) => number,
): Lap[] {
  const [first = [], ...others] = parts;
  return first.flatMap((lap) => {
    const same = others.map((laps) => laps.find(({ services }) => services === lap.services));
    const all = [lap, ...same.filter((one) => one !== undefined)];
    if (all.length < parts.length) return [];
    const rounds = Math.max(...all.map(({ costs }) => costs.length));
    const froms = all.map(({ extrapolatedFrom }) => extrapolatedFrom).filter((from) => from !== undefined);
    return [
      {
        peer: name,
        services: lap.services,
        costs: Array.from({ length: rounds }, (_, round) => ({
          cpuSeconds: seconds(all.map(({ costs }) => (costs[round] ?? costs.at(-1)!).cpuSeconds)),
          peakBytes: undefined,
        })),
        equalWork: all.every(({ equalWork }) => equalWork),
        ...(froms.length > 0 && { extrapolatedFrom: Math.min(...froms) }),
      },
    ];
  });
}
