import pc from 'picocolors';
import { failureParagraph } from '../report/test-text';
import type { Expectation } from '../traffic-tests/traffic-test';
import { mismatches } from '../traffic-tests/mismatches';
import type { AskedRequest } from './request';

/** Whether a request meets what is expected, and what to tell where it should, or should not. */
export interface Verdict {
  readonly pass: boolean;
  /** For when it was to be the other way round. */
  readonly message: () => string;
}

export function verdictOn({ title, answer }: AskedRequest, expect: Expectation): Verdict {
  const found = mismatches(expect, answer);
  const failure = { request: { title, request: answer.request }, mismatches: found, answer };
  return {
    pass: found.length === 0,
    message: () => {
      const lines = failureParagraph(failure, { cwd: '', colours: pc.createColors(false) });
      return [...(found.length === 0 ? ['expected it not to be so:'] : []), ...lines].join('\n');
    },
  };
}
