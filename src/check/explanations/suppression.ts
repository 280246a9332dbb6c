import { SUPPRESSION_CODES } from '../suppression/suppression';
import type { CodeEntry } from './explanation';

const OBJECT = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: default
  namespace: shop
  annotations:
    istio-gitops.dev/ignore: `;

/** What is wrong with annotations and baselines that ignore findings. */
export const IGNORING_CODES: readonly CodeEntry[] = [
  {
    code: SUPPRESSION_CODES.malformed,
    name: 'MalformedIgnore',
    severity: 'error',
    explanation: {
      what: 'The annotation istio-gitops.dev/ignore has a line that does not say what to ignore and why.',
      effect: 'nothing is ignored by it',
      fix: 'write a line for each code: `CODE: reason`, or `CODE until 2027-01-31: reason`',
      bad: `${OBJECT}IST0101`,
      good: `${OBJECT}'IST0101: the host is in the repository of the shop'`,
    },
  },
  {
    code: SUPPRESSION_CODES.expired,
    name: 'ExpiredIgnore',
    severity: 'warning',
    explanation: {
      what: 'A finding was ignored until a day that is over, by an annotation or by the baseline.',
      effect: 'the finding is told again',
      fix: 'mend what it is about, or decide again and give a later day',
      bad: `${OBJECT}'IST0101 until 2020-01-31: moves in winter'`,
      good: `${OBJECT}'IST0101 until 2099-01-31: moves in winter'`,
    },
  },
  {
    code: SUPPRESSION_CODES.unused,
    name: 'UnusedIgnore',
    severity: 'info',
    explanation: {
      what: 'Something is ignored that is not found any more.',
      effect: 'the next finding of the code would be ignored, too',
      fix: 'remove it',
    },
  },
];
