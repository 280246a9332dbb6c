import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, dashboardOf } from './dashboard';

/** Rollouts and their analyses. Argo Rollouts does not export weights: the dashboard of versions has what they come to. */
export function argoRolloutsDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-argo-rollouts',
    title: 'Argo Rollouts: rollouts',
    description: 'In which phase each Rollout is, and how analyses end.',
    variables: [{ name: 'rollout', label: 'Rollout', query: 'label_values(rollout_info, name)' }],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            kind: 'stat',
            title: 'In progress',
            description: 'Rollouts that are between two versions.',
            unit: units.Short,
            queries: [
              { expr: 'count(rollout_info{name=~"$rollout",phase=~"Progressing|Paused"})', legend: 'in progress' },
            ],
          },
          {
            kind: 'stat',
            title: 'Failed',
            description: 'Rollouts that were aborted, timed out or cannot begin.',
            unit: units.Short,
            queries: [
              {
                expr: 'count(rollout_info{name=~"$rollout",phase=~"Abort|Error|InvalidSpec|Timeout"})',
                legend: 'failed',
              },
            ],
            thresholds: aboveIsBad(1),
          },
        ],
      },
      {
        title: 'Progress',
        panels: [
          {
            kind: 'timeseries',
            title: 'Phases',
            description: 'The phase that each Rollout is in.',
            unit: units.Short,
            queries: [{ expr: 'max by (name, phase) (rollout_info{name=~"$rollout"})', legend: '{{name}}: {{phase}}' }],
          },
          {
            kind: 'timeseries',
            title: 'Analyses',
            description: 'AnalysisRuns by phase.',
            unit: units.Short,
            queries: [{ expr: 'count by (phase) (analysis_run_info)', legend: '{{phase}}' }],
          },
        ],
      },
    ],
  });
}
