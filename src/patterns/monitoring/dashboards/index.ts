import type { DashboardModel } from '../../../constructs/grafana';
import type { MonitoredProgram } from '../monitored-program';
import { argoCdDashboard } from './argo-cd';
import { argoRolloutsDashboard } from './argo-rollouts';
import { controlPlaneDashboard } from './control-plane';
import { flaggerDashboard } from './flagger';
import { fluxDashboard } from './flux';
import { gatewaysDashboard } from './gateways';
import { versionsDashboard } from './versions';

/** Of every mesh. */
export const MESH_DASHBOARDS: readonly (() => DashboardModel)[] = [
  controlPlaneDashboard,
  gatewaysDashboard,
  versionsDashboard,
];

/** Of programs that a cluster has or has not. */
export const PROGRAM_DASHBOARDS: Readonly<Partial<Record<MonitoredProgram, () => DashboardModel>>> = {
  'argo-cd': argoCdDashboard,
  flux: fluxDashboard,
  'argo-rollouts': argoRolloutsDashboard,
  flagger: flaggerDashboard,
};
