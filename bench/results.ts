import type { Lap } from './race';
import { growthExponent, median } from './statistics';

/** A peer at one size. */
export interface Cell {
  readonly services: number;
  readonly rounds: number;
  readonly cpuSeconds: number;
  /** CPU of the peer for one second of ours: the median over rounds, each against ours of the same round. */
  readonly ratio: number;
  readonly peakBytes: number | undefined;
  readonly equalWork: boolean;
  /** The services of the lap that it was inferred from; undefined where it was run. */
  readonly extrapolatedFrom: number | undefined;
}

/** A peer at all sizes. */
export interface Row {
  readonly peer: string;
  /** CPU seconds at one service: what growth does not count. */
  readonly startUpSeconds: number;
  readonly cells: readonly Cell[];
  /** Exponent of the power law of services → CPU beyond start-up; undefined for fewer than two sizes that were run. */
  readonly growth: number | undefined;
}

/** The size at which a run is nothing but start-up. */
export const START_UP = 1;

/** @param ours the peer that ratios refer to */
export function tabulate(laps: readonly Lap[], ours: string): Row[] {
  const peers = [...new Set(laps.map(({ peer }) => peer))];
  return peers.map((peer) => {
    const own = laps.filter((lap) => lap.peer === peer);
    const startUp = own.find(({ services }) => services === START_UP);
    const startUpSeconds = startUp === undefined ? 0 : medianSeconds(startUp);
    const cells = own.filter((lap) => lap !== startUp).map((lap) => cellOf(lap, findLap(laps, ours, lap.services)));
    const run = cells.filter(({ extrapolatedFrom }) => extrapolatedFrom === undefined);
    const growth = growthExponent(run.map(({ services, cpuSeconds }) => [services, cpuSeconds - startUpSeconds]));
    return { peer, startUpSeconds, cells, growth };
  });
}

function cellOf(lap: Lap, ours: Lap): Cell {
  const peaks = lap.costs.map(({ peakBytes }) => peakBytes).filter((bytes) => bytes !== undefined);
  return {
    services: lap.services,
    rounds: lap.costs.length,
    cpuSeconds: medianSeconds(lap),
    ratio: median(lap.costs.map(({ cpuSeconds }, round) => cpuSeconds / ours.costs[round]!.cpuSeconds)),
    peakBytes: peaks.length === 0 ? undefined : median(peaks),
    equalWork: lap.equalWork,
    extrapolatedFrom: lap.extrapolatedFrom,
  };
}

function medianSeconds({ costs }: Lap): number {
  return median(costs.map(({ cpuSeconds }) => cpuSeconds));
}

function findLap(laps: readonly Lap[], peer: string, services: number): Lap {
  return laps.find((lap) => lap.peer === peer && lap.services === services)!;
}
