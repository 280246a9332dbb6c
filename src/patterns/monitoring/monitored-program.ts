import { oneOf } from '../../model/props';

/** A program beside Istio whose metrics Prometheus has; the chart of each has its own monitor. */
export type MonitoredProgram = 'argo-cd' | 'flux' | 'argo-rollouts' | 'flagger' | 'cert-manager' | 'velero';

export const MONITORED_PROGRAM = oneOf<MonitoredProgram>(
  'argo-cd',
  'flux',
  'argo-rollouts',
  'flagger',
  'cert-manager',
  'velero',
);
