import type { Severity } from '../../model/finding';

/** How much of a code of Istio's or Kiali's is said from manifests alone. */
export type Extent =
  /** All of it. */
  | 'whole'
  /** What manifests tell; the rest needs a cluster. */
  | 'partly'
  /** Nothing: it is about what runs in a cluster. */
  | 'cluster'
  /** Nothing under this code: another code says it, or it is no matter of manifests. */
  | 'not here';

/** A code that people know from another tool, and what became of it here. */
export interface CodeCoverage {
  readonly code: string;
  /** As the other tool calls it. */
  readonly name: string;
  readonly severity: Severity;
  readonly extent: Extent;
  /** What is not said, and why; absent where all is. */
  readonly why?: string;
}

export type Row = readonly [code: string, severity: Severity, name: string, extent: Extent, why?: string];

export function coverageOf(rows: readonly Row[]): readonly CodeCoverage[] {
  return rows.map(([code, severity, name, extent, why]) => ({
    code,
    name,
    severity,
    extent,
    ...(why !== undefined && { why }),
  }));
}
