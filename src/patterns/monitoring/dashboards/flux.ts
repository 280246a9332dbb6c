import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, dashboardOf } from './dashboard';

const CHOSEN = 'exported_namespace=~"$namespace",customresource_kind=~"$kind"';

/** What Flux has applied, and what it could not apply. */
export function fluxDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-flux',
    title: 'Flux: sync and drift',
    description:
      'Which sources and Kustomizations are ready, at which revision. Needs kube-state-metrics with the configuration that Flux documents.',
    variables: [
      { name: 'namespace', label: 'Namespace', query: 'label_values(gotk_resource_info, exported_namespace)' },
      { name: 'kind', label: 'Kind', query: 'label_values(gotk_resource_info, customresource_kind)' },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            kind: 'stat',
            title: 'Ready',
            description: 'Objects whose newest revision is applied, and works.',
            unit: units.Short,
            queries: [{ expr: `count(gotk_resource_info{${CHOSEN},ready="True"})`, legend: 'ready' }],
          },
          {
            kind: 'stat',
            title: 'Not ready',
            description: 'Objects whose newest revision Flux could not apply.',
            unit: units.Short,
            queries: [{ expr: `count(gotk_resource_info{${CHOSEN},ready="False"})`, legend: 'not ready' }],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'stat',
            title: 'In progress',
            description: 'Objects that wait for others, or for health.',
            unit: units.Short,
            queries: [{ expr: `count(gotk_resource_info{${CHOSEN},ready="Unknown"})`, legend: 'in progress' }],
          },
          {
            kind: 'stat',
            title: 'Suspended',
            description: 'Objects in which drift stays, and to which changes in Git do not come.',
            unit: units.Short,
            queries: [{ expr: `count(gotk_resource_info{${CHOSEN},suspended="true"})`, legend: 'suspended' }],
            thresholds: aboveIsBad(1),
          },
        ],
      },
      {
        title: 'By object',
        panels: [
          {
            kind: 'timeseries',
            title: 'Not ready by object',
            description: 'A line that stays is a change that cannot be applied.',
            unit: units.Short,
            queries: [
              {
                expr: `max by (customresource_kind, name) (gotk_resource_info{${CHOSEN},ready!="True"})`,
                legend: '{{customresource_kind}} {{name}}',
              },
            ],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'timeseries',
            title: 'Reconciliations',
            description: 'How often Flux compares each object with the cluster, which is how often it heals drift.',
            unit: units.Short,
            queries: [
              {
                expr: 'sum by (kind, name) (increase(gotk_reconcile_duration_seconds_count{kind=~"$kind"}[$__rate_interval]))',
                legend: '{{kind}} {{name}}',
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
            description: 'How long Flux takes to apply an object and to see it healthy.',
            unit: units.Seconds,
            queries: [
              {
                expr: 'histogram_quantile(0.99, sum by (le, kind) (rate(gotk_reconcile_duration_seconds_bucket{kind=~"$kind"}[$__rate_interval])))',
                legend: '{{kind}}',
              },
            ],
            thresholds: aboveIsBad(180),
          },
        ],
      },
    ],
  });
}
