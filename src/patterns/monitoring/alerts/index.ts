import type { MonitoredProgram } from '../monitored-program';
import type { AlertGroup } from './alert';
import { argoCdAlerts } from './argo-cd';
import { argoRolloutsAlerts } from './argo-rollouts';
import { certManagerAlerts } from './cert-manager';
import { flaggerAlerts } from './flagger';
import { fluxAlerts } from './flux';
import { istiodAlerts } from './istiod';
import { proxyAlerts } from './proxies';
import { veleroAlerts } from './velero';

/** Of every mesh. */
export const MESH_ALERTS: readonly AlertGroup[] = [istiodAlerts, proxyAlerts];

/** Of programs that a cluster has or has not. */
export const PROGRAM_ALERTS: Readonly<Record<MonitoredProgram, AlertGroup>> = {
  'argo-cd': argoCdAlerts,
  flux: fluxAlerts,
  'argo-rollouts': argoRolloutsAlerts,
  flagger: flaggerAlerts,
  'cert-manager': certManagerAlerts,
  velero: veleroAlerts,
};
