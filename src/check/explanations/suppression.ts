import { SUPPRESSION_CODES } from '../suppression/suppression';
import type { CodeEntry } from './explanation';

const ignoring = (what: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
  namespace: shop
  annotations:
    istio-gitops.dev/ignore: '${what}'
spec:
  hosts: [shop.example.com]
  gateways: [edge]
  http:
    - route: [{ destination: { host: shop } }]
      timeout: 10s
      retries: { attempts: 2, perTryTimeout: 3s, retryOn: 'connect-failure,refused-stream' }
`;

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
      bad: ignoring('IST0101'),
      good: ignoring('IST0101: the gateway is in the repository of the platform'),
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
      bad: ignoring('IST0101 until 2020-01-31: the gateway comes in winter'),
      good: ignoring('IST0101 until 2099-01-31: the gateway comes in winter'),
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
