import { DRY_RUN_CODES } from '../dry-run';
import type { CodeEntry } from './explanation';

/** What the API server of a cluster says. */
export const CLUSTER_CODES: readonly CodeEntry[] = [
  {
    code: DRY_RUN_CODES.refused,
    name: 'Refused',
    severity: 'error',
    explanation: {
      what: 'The API server refuses the object, or a webhook of the cluster does.',
      effect: 'a sync stops there',
      fix: 'mend the field that it names',
    },
  },
  {
    code: DRY_RUN_CODES.namespaceNotFound,
    name: 'NamespaceNotFound',
    severity: 'error',
    explanation: {
      what: 'The cluster has no such namespace, and the set makes none.',
      effect: 'the object cannot be applied',
      fix: 'add the namespace to the set, or make it before',
    },
  },
  {
    code: DRY_RUN_CODES.kindNotServed,
    name: 'KindNotServed',
    severity: 'error',
    explanation: {
      what: 'The cluster serves no such kind in this version, and the set has no CRD for it.',
      effect: 'the object cannot be applied',
      fix: 'install the CRD of the kind, or use a version that the cluster serves',
    },
  },
  {
    code: DRY_RUN_CODES.notPermitted,
    name: 'NotPermitted',
    severity: 'error',
    explanation: {
      what: 'The user of the kubeconfig may not apply the object.',
      effect: 'none: nothing is known of the object',
      fix: 'give the user the right to patch the kind; a dry run asks for the rights of applying',
    },
  },
];
