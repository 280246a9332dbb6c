import { inspect } from 'node:util';
import pc from 'picocolors';
import { wholeFailure } from '../report/test-failure';
import type { Expectation } from '../traffic-tests/traffic-test';
import { mismatches } from '../traffic-tests/mismatches';
import type { AskedRequest } from './request';

/** Whether a request meets what is expected, and what to tell where it should, or should not. */
export interface Verdict {
  readonly pass: boolean;
  /** For when it was to be the other way round. */
  readonly message: () => string;
}

/** @throws TypeError for what no mesh was asked for, which test runners let pass as anything */
export function verdictOn(asked: AskedRequest, expect: Expectation): Verdict {
  if (!isAsked(asked)) {
    throw new TypeError(
      `the matchers of istio-gitops are for what request(mesh, 'GET https://…') returns, not for ${inspect(asked)}`,
    );
  }
  const { title, answer } = asked;
  const found = mismatches(expect, answer);
  const failure = { request: { title, request: answer.request }, mismatches: found, answer };
  return {
    pass: found.length === 0,
    message: () => {
      const lines = wholeFailure(failure, { cwd: '', colours: pc.createColors(false) });
      return [...(found.length === 0 ? ['expected it not to be so:'] : []), ...lines].join('\n');
    },
  };
}

function isAsked(value: unknown): value is AskedRequest {
  return typeof value === 'object' && value !== null && 'answer' in value;
}
