import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, dashboardOf } from './dashboard';

/** Canaries that Flagger rolls out. */
export function flaggerDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-flagger',
    title: 'Flagger: canaries',
    description: 'How far each canary is, what it is measured by, and how analyses end.',
    variables: [{ name: 'canary', label: 'Canary', query: 'label_values(flagger_canary_status, name)' }],
    rows: [
      {
        title: 'Progress',
        panels: [
          {
            kind: 'timeseries',
            title: 'Weights',
            description: 'Percentage of the requests to the canary, and to the primary, whose name ends in -primary.',
            unit: units.Percent,
            queries: [
              {
                expr: 'max by (workload) (flagger_canary_weight{workload=~"($canary)(-primary)?"})',
                legend: '{{workload}}',
              },
            ],
          },
          {
            kind: 'timeseries',
            title: 'Status',
            description: '0 is running, 1 has succeeded, 2 has failed.',
            unit: units.Short,
            queries: [{ expr: 'max by (name) (flagger_canary_status{name=~"$canary"})', legend: '{{name}}' }],
            thresholds: aboveIsBad(2),
          },
        ],
      },
      {
        title: 'Analysis',
        panels: [
          {
            kind: 'timeseries',
            title: 'Measurements',
            description: 'Values of the last analysis by metric, in the unit of the metric.',
            unit: units.Short,
            queries: [
              {
                expr: 'max by (name, metric) (flagger_canary_metric_analysis{name=~"$canary"})',
                legend: '{{name}}: {{metric}}',
              },
            ],
          },
        ],
      },
    ],
  });
}
