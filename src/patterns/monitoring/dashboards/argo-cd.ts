import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, dashboardOf } from './dashboard';

const CHOSEN = 'project=~"$project",name=~"$application"';

/** What Argo CD has applied, and what differs from Git. */
export function argoCdDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-argo-cd',
    title: 'Argo CD: sync and drift',
    description: 'Which Applications have what Git says, which differ from it, and how syncs end.',
    variables: [
      { name: 'project', label: 'Project', query: 'label_values(argocd_app_info, project)' },
      { name: 'application', label: 'Application', query: 'label_values(argocd_app_info{project=~"$project"}, name)' },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            kind: 'stat',
            title: 'Synced',
            description: 'Applications whose cluster has what Git says.',
            unit: units.Short,
            queries: [{ expr: `count(argocd_app_info{${CHOSEN},sync_status="Synced"})`, legend: 'synced' }],
          },
          {
            kind: 'stat',
            title: 'Out of sync',
            description: 'Applications whose cluster differs from Git: a change that is not applied yet, or drift.',
            unit: units.Short,
            queries: [{ expr: `count(argocd_app_info{${CHOSEN},sync_status="OutOfSync"})`, legend: 'out of sync' }],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'stat',
            title: 'Not healthy',
            description: 'Applications that are degraded or missing something.',
            unit: units.Short,
            queries: [
              { expr: `count(argocd_app_info{${CHOSEN},health_status=~"Degraded|Missing"})`, legend: 'not healthy' },
            ],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'stat',
            title: 'Without automated sync',
            description: 'Applications in which drift stays until a person syncs.',
            unit: units.Short,
            queries: [{ expr: `count(argocd_app_info{${CHOSEN},autosync_enabled="false"})`, legend: 'manual' }],
            thresholds: aboveIsBad(1),
          },
        ],
      },
      {
        title: 'Drift',
        panels: [
          {
            kind: 'timeseries',
            title: 'Out of sync by Application',
            description: 'A line that stays is drift that self-heal does not mend.',
            unit: units.Short,
            queries: [
              { expr: `max by (name) (argocd_app_info{${CHOSEN},sync_status="OutOfSync"})`, legend: '{{name}}' },
            ],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'timeseries',
            title: 'Syncs by result',
            description:
              'Syncs in each interval. Many that succeed while Git does not change are self-heals: somebody else writes the same fields.',
            unit: units.Short,
            queries: [
              {
                expr: `sum by (name, phase) (increase(argocd_app_sync_total{${CHOSEN}}[$__rate_interval]))`,
                legend: '{{name}}: {{phase}}',
              },
            ],
          },
        ],
      },
      {
        title: 'Speed',
        panels: [
          {
            kind: 'timeseries',
            title: 'Reconciliation, 99th percentile',
            description: 'How long Argo CD takes to compare an Application with its cluster.',
            unit: units.Seconds,
            queries: [
              {
                expr: 'histogram_quantile(0.99, sum by (le, dest_server) (rate(argocd_app_reconcile_bucket[$__rate_interval])))',
                legend: '{{dest_server}}',
              },
            ],
            thresholds: aboveIsBad(30),
          },
        ],
      },
    ],
  });
}
