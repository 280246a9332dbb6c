import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, dashboardOf } from './dashboard';

/** How changes reach the proxies, and which of them are rejected on the way. */
export function controlPlaneDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-control-plane',
    title: 'Istio: pushes and rejected configuration',
    description: 'How long changes take to reach the proxies, and what istiod or proxies do not accept.',
    rows: [
      {
        title: 'Now',
        panels: [
          {
            kind: 'stat',
            title: 'Proxies',
            description: 'Proxies that are connected to istiod.',
            unit: units.Short,
            queries: [{ expr: 'sum(pilot_xds)', legend: 'proxies' }],
          },
          {
            kind: 'stat',
            title: 'Rejected by proxies, last hour',
            description: 'Configuration that proxies did not take: they go on with what they had.',
            unit: units.Short,
            queries: [{ expr: 'sum(increase(pilot_total_xds_rejects[1h]))', legend: 'rejected' }],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'stat',
            title: 'Refused by the webhook, last hour',
            description: 'Invalid objects that somebody tried to apply.',
            unit: units.Short,
            queries: [{ expr: 'sum(increase(galley_validation_failed[1h]))', legend: 'refused' }],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'stat',
            title: 'Root certificate',
            description: 'Time until the root certificate of the mesh expires.',
            unit: units.Seconds,
            queries: [{ expr: 'min(citadel_server_root_cert_expiry_timestamp) - time()', legend: 'left' }],
          },
        ],
      },
      {
        title: 'Pushes',
        panels: [
          {
            kind: 'timeseries',
            title: 'Time to convergence',
            description: 'From a change until a proxy has all of it.',
            unit: units.Seconds,
            queries: [0.5, 0.9, 0.99].map((quantile) => ({
              expr: `histogram_quantile(${quantile}, sum by (le) (rate(pilot_proxy_convergence_time_bucket[$__rate_interval])))`,
              legend: `${quantile * 100} %`,
            })),
            thresholds: aboveIsBad(10),
          },
          {
            kind: 'timeseries',
            title: 'Time to build and send, 99th percentile',
            description: 'What istiod itself takes of the time to convergence, by type.',
            unit: units.Seconds,
            queries: [
              {
                expr: 'histogram_quantile(0.99, sum by (le, type) (rate(pilot_xds_push_time_bucket[$__rate_interval])))',
                legend: '{{type}}',
              },
            ],
            thresholds: aboveIsBad(3),
          },
        ],
      },
      {
        title: 'Load',
        panels: [
          {
            kind: 'timeseries',
            title: 'Pushes by type',
            description: 'Types that end in _senderr could not be sent.',
            unit: units.OpsPerSecond,
            queries: [{ expr: 'sum by (type) (rate(pilot_xds_pushes[$__rate_interval]))', legend: '{{type}}' }],
          },
          {
            kind: 'timeseries',
            title: 'Changed objects',
            description:
              'Istio objects that were added, updated or deleted: bursts come from syncs, a steady rate from two owners of one field.',
            unit: units.OpsPerSecond,
            queries: [
              {
                expr: 'sum by (type, event) (rate(pilot_k8s_cfg_events[$__rate_interval]))',
                legend: '{{type}} {{event}}',
              },
            ],
          },
        ],
      },
      {
        title: 'Rejected configuration',
        panels: [
          {
            kind: 'timeseries',
            title: 'Rejected by proxies',
            description: 'By type: cds and lds most often for an EnvoyFilter, rds for a VirtualService.',
            unit: units.Short,
            queries: [
              { expr: 'sum by (type) (increase(pilot_total_xds_rejects[$__rate_interval]))', legend: '{{type}}' },
            ],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'timeseries',
            title: 'Refused by the webhook',
            description: 'By kind and reason.',
            unit: units.Short,
            queries: [
              {
                expr: 'sum by (resource, reason) (increase(galley_validation_failed[$__rate_interval]))',
                legend: '{{resource}}: {{reason}}',
              },
            ],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'timeseries',
            title: 'Ignored and failed',
            description: 'Servers of gateways that contradict others, and errors inside of istiod.',
            unit: units.Short,
            queries: [
              {
                expr: 'sum by (type, name) (increase(pilot_total_rejected_configs[$__rate_interval]))',
                legend: '{{type}} {{name}} ignored',
              },
              { expr: 'sum(increase(pilot_total_xds_internal_errors[$__rate_interval]))', legend: 'internal errors' },
              { expr: 'sum(increase(pilot_xds_write_timeout[$__rate_interval]))', legend: 'write timeouts' },
            ],
            thresholds: aboveIsBad(1),
          },
        ],
      },
    ],
  });
}
