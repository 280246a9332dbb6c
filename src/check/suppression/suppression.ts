import type { Finding } from '../../model/finding';
import type { Origin } from '../../model/origin';

/** Somebody's word that a finding is known and may be. */
export interface Suppression {
  readonly code: string;
  /** Why; what Istio's own annotation says has none. */
  readonly reason: string | undefined;
  /** The last day on which it holds, `YYYY-MM-DD`; without one it holds for ever. */
  readonly until: string | undefined;
  /** Where it is written. */
  readonly origin: Origin;
}

/** Code of what is wrong with suppressions themselves. */
export const SUPPRESSION_CODES = {
  malformed: 'IGO0401',
  expired: 'IGO0402',
  unused: 'IGO0403',
} as const;

/** Whether it holds on a day, which both are `YYYY-MM-DD`. */
export function holdsOn({ until }: Suppression, today: string): boolean {
  return until === undefined || today <= until;
}

export function expired({ code, until = '', origin }: Suppression): Finding {
  return {
    code: SUPPRESSION_CODES.expired,
    severity: 'warning',
    stage: 'lint',
    origin,
    message: `${code} was ignored until ${until}, which is over`,
    fix: `mend what ${code} is about, or decide again and give a later day`,
  };
}

export function unused({ code, origin }: Suppression): Finding {
  return {
    code: SUPPRESSION_CODES.unused,
    severity: 'info',
    stage: 'lint',
    origin,
    message: `${code} is ignored, but there is no such finding any more`,
    fix: 'remove it, so that the next one is not ignored too',
  };
}
