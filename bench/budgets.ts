import type { Cell, Row } from './results';

/** Something that has to hold, and whether it did. */
export interface Verdict {
  readonly claim: string;
  readonly measured: string;
  readonly passed: boolean;
}

export interface Budgets {
  /** The most that our growth exponents may be. */
  readonly growth: number;
  /** What holds at the size that is the promise. */
  readonly at?: {
    readonly services: number;
    /** How many times our CPU others have to take: `cdk8s synth` that of synth to the same files, … */
    readonly timesCdk8s: number;
    /** … `istioctl analyze` that of all checks on what was just composed, … */
    readonly timesIstioctl: number;
    /** … and istioctl, kubeconform, conftest and yamllint together that of `validate` on files. */
    readonly timesFourTools: number;
    /** Memory of `validate` on files, … */
    readonly filesPeakBytes: number;
    /** … and on environments, most of which the construct trees take that are composed before. */
    readonly environmentsPeakBytes: number;
    /** CPU of one answer about a request, so that a day's access log of a million lines takes less than a minute. */
    readonly answerMicroseconds: number;
    /** CPU of saying what requests meet after a change of nothing in an environment, … */
    readonly unchangedDiffMicroseconds: number;
    /** … and of one of its services: nearly all of it is the indexes of both meshes, for each namespace that is asked for. */
    readonly narrowDiffMicroseconds: number;
    /**
     * Memory of three meshes, one after the other, with their indexes and requests: of each 200 MB are in use, and the rest
     * waits to be collected.
     */
    readonly trafficPeakBytes: number;
  };
}

/** What the project promises. */
export const PROMISE: Budgets = {
  growth: 1.15,
  at: {
    services: 5000,
    timesCdk8s: 4,
    timesIstioctl: 4,
    timesFourTools: 3,
    filesPeakBytes: 400_000_000,
    environmentsPeakBytes: 450_000_000,
    answerMicroseconds: 50,
    unchangedDiffMicroseconds: 1_000_000,
    narrowDiffMicroseconds: 6_000_000,
    trafficPeakBytes: 1_000_000_000,
  },
};

/** What a quick look at small sizes can tell: nothing is quadratic. */
export const SMOKE: Budgets = { growth: 1.8 };

/** How many times the CPU of ours a peer has to take. */
export interface Lead {
  readonly ours: string;
  readonly peer: string;
  readonly times: number;
}

/** The most memory that ours may take. */
export interface Bound {
  readonly ours: string;
  readonly bytes: number;
}

/** The most CPU that one of many equal things may take. */
export interface Pace {
  readonly ours: string;
  /** How many there are at the size that is the promise. */
  readonly times: number;
  readonly microseconds: number;
}

export interface Judged {
  /** What all peers have to do alike: `gives the objects of the workload`. */
  readonly work: string;
  /** Names of the peers whose growth is promised. */
  readonly ours: readonly string[];
  readonly leads?: readonly Lead[] | undefined;
  readonly bounds?: readonly Bound[] | undefined;
  readonly paces?: readonly Pace[] | undefined;
  readonly budgets: Budgets;
}

export function judge(
  rows: readonly Row[],
  { work, ours, leads = [], bounds = [], paces = [], budgets }: Judged,
): Verdict[] {
  const { growth: mostGrowth, at } = budgets;
  return [
    equalWork(rows, work),
    ...rows.filter(({ peer }) => ours.includes(peer)).flatMap((row) => growth(row, mostGrowth)),
    ...(at === undefined ? [] : leads.flatMap((one) => lead(rows, one, at.services))),
    ...(at === undefined ? [] : bounds.flatMap((one) => peak(rows, one, at.services))),
    ...(at === undefined ? [] : paces.flatMap((one) => pace(rows, one, at.services))),
  ];
}

function equalWork(rows: readonly Row[], work: string): Verdict {
  const unequal = rows.flatMap(({ peer, cells }) =>
    cells.filter((cell) => !cell.equalWork).map(({ services }) => `not ${peer} at ${services} services`),
  );
  return {
    claim: `every peer ${work}`,
    measured: unequal.length === 0 ? 'at all sizes' : unequal.join(', '),
    passed: unequal.length === 0,
  };
}

/** Nothing for one size, or where what is to be measured is less than start-up varies. */
function growth({ peer, growth: exponent }: Row, most: number): Verdict[] {
  if (exponent === undefined) return [];
  const claim = `${peer}: grows by an exponent of at most ${most}`;
  return [{ claim, measured: exponent.toFixed(2), passed: exponent <= most }];
}

function lead(rows: readonly Row[], { ours, peer, times }: Lead, services: number): Verdict[] {
  const [own, other] = [ours, peer].map((name) => cellOf(rows, name, services)?.ratio);
  if (own === undefined || other === undefined) return [];
  const measured = other / own;
  return [
    {
      claim: `${ours}: at least ${times}× less CPU than ${peer} at ${services} services`,
      measured: `${measured.toFixed(2)}×`,
      passed: measured >= times,
    },
  ];
}

function peak(rows: readonly Row[], { ours, bytes: most }: Bound, services: number): Verdict[] {
  const bytes = cellOf(rows, ours, services)?.peakBytes;
  if (bytes === undefined) return [];
  const megabytes = (count: number): string => `${Math.round(count / 1e6)} MB`;
  return [
    {
      claim: `${ours}: at most ${megabytes(most)} of memory at ${services} services`,
      measured: megabytes(bytes),
      passed: bytes <= most,
    },
  ];
}

function pace(rows: readonly Row[], { ours, times, microseconds: most }: Pace, services: number): Verdict[] {
  const seconds = cellOf(rows, ours, services)?.cpuSeconds;
  if (seconds === undefined) return [];
  const each = (seconds / times) * 1e6;
  return [
    {
      claim: `${ours}: at most ${most} µs of CPU each at ${services} services`,
      measured: `${each.toFixed(1)} µs`,
      passed: each <= most,
    },
  ];
}

function cellOf(rows: readonly Row[], peer: string, services: number): Cell | undefined {
  return rows.find((row) => row.peer === peer)?.cells.find((cell) => cell.services === services);
}
