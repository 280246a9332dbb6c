import type { Row } from './results';

/** Something that has to hold, and whether it did. */
export interface Verdict {
  readonly claim: string;
  readonly measured: string;
  readonly passed: boolean;
}

export interface Budgets {
  /** How many times our CPU `cdk8s synth` has to take, at the size that is the promise. */
  readonly fasterThanCdk8s?: { readonly times: number; readonly services: number };
  /** The most that our growth exponents may be. */
  readonly growth: number;
}

/** What the project promises. */
export const PROMISE: Budgets = { fasterThanCdk8s: { times: 4, services: 5000 }, growth: 1.15 };

/** What a quick look at small sizes can tell: nothing is quadratic. */
export const SMOKE: Budgets = { growth: 1.8 };

/** Names of the peers that budgets are about. */
export interface Contest {
  /** The peers that are this project. */
  readonly ours: readonly string[];
  /** The one of them that writes what cdk8s writes. What 45,000 files cost depends on the file system. */
  readonly like: string;
  readonly cdk8s: string;
}

export function judge(rows: readonly Row[], { ours, like, cdk8s }: Contest, budgets: Budgets): Verdict[] {
  const own = rows.filter(({ peer }) => ours.includes(peer));
  const [alike, rival] = [like, cdk8s].map((name) => rows.find(({ peer }) => peer === name));
  return [
    equalWork(rows),
    ...own.flatMap((row) => growth(row, budgets)),
    ...(alike === undefined || rival === undefined ? [] : faster(alike, rival, budgets)),
  ];
}

function equalWork(rows: readonly Row[]): Verdict {
  const unequal = rows.flatMap(({ peer, cells }) =>
    cells.filter((cell) => !cell.equalWork).map(({ services }) => `not ${peer} at ${services} services`),
  );
  return {
    claim: 'every peer gives the objects of the workload',
    measured: unequal.length === 0 ? 'at all sizes' : unequal.join(', '),
    passed: unequal.length === 0,
  };
}

/** Nothing for one size, or where what is to be measured is less than start-up varies. */
function growth({ peer, growth: exponent }: Row, { growth: most }: Budgets): Verdict[] {
  if (exponent === undefined) return [];
  const claim = `${peer}: grows by an exponent of at most ${most}`;
  return [{ claim, measured: exponent.toFixed(2), passed: exponent <= most }];
}

function faster(row: Row, rival: Row, { fasterThanCdk8s: promise }: Budgets): Verdict[] {
  const ratioOf = ({ cells }: Row) => cells.find(({ services }) => services === promise?.services)?.ratio;
  const [own, other] = [ratioOf(row), ratioOf(rival)];
  if (promise === undefined || own === undefined || other === undefined) return [];
  const measured = other / own;
  return [
    {
      claim: `${row.peer}: at least ${promise.times}× less CPU than ${rival.peer} at ${promise.services} services`,
      measured: `${measured.toFixed(2)}×`,
      passed: measured >= promise.times,
    },
  ];
}
