import type { KindCoverage } from '../traffic-tests/coverage';
import type { RequestFailure, TestResult } from '../traffic-tests/run-tests';

/** What `test` has to tell, whatever the format. */
export interface TestReport {
  readonly results: readonly TestResult[];
  /** One for each set of manifests. */
  readonly coverage: readonly SetCoverage[];
  /** Options by which `route` asks a set. */
  readonly where: (set: string) => readonly string[];
}

export interface SetCoverage {
  readonly set: string;
  readonly kinds: readonly KindCoverage[];
}

export interface CoverageTotal {
  readonly kind: string;
  readonly total: number;
  readonly touched: number;
}

export function failedTests({ results }: TestReport): readonly TestResult[] {
  return results.filter(({ failures }) => failures.length > 0);
}

/** By kind, over all sets. */
export function coverageTotals({ coverage }: TestReport): readonly CoverageTotal[] {
  const totals = new Map<string, { kind: string; total: number; touched: number }>();
  for (const { kind, total, missed } of coverage.flatMap(({ kinds }) => kinds)) {
    const known = totals.get(kind) ?? { kind, total: 0, touched: 0 };
    totals.set(kind, { kind, total: known.total + total, touched: known.touched + total - missed.length });
  }
  return [...totals.values()];
}

/** What is not as expected of a request, in lines. */
export function failureLines(failure: RequestFailure): readonly string[] {
  return [failure.request.title, ...mismatchLines(failure)];
}

/** The same without the request. */
export function mismatchLines({ mismatches, reason, problem }: RequestFailure): readonly string[] {
  return [
    ...(problem === undefined ? [] : [`  cannot be sent: ${problem}`]),
    ...mismatches.flatMap(({ what, expected, received }) => [
      `  expected ${what}: ${expected}`,
      `  received ${' '.repeat(what.length)}  ${received}`,
    ]),
    ...(reason === undefined ? [] : [`  because ${reason}`]),
  ];
}
