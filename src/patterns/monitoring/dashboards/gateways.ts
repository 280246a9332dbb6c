import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, belowIsBad, dashboardOf } from './dashboard';

const CHOSEN = 'reporter="source",source_workload_namespace=~"$namespace",source_workload=~"$gateway"';
const REQUESTS = `istio_requests_total{${CHOSEN}`;

/** What comes in and goes out by the gateways. */
export function gatewaysDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-gateways',
    title: 'Istio: gateway traffic',
    description: 'Requests, errors, latency and certificates of gateways. Choose workloads that are gateways.',
    variables: [
      {
        name: 'namespace',
        label: 'Namespace',
        query:
          'label_values(istio_requests_total{reporter="source",source_workload=~".*gateway.*"}, source_workload_namespace)',
      },
      {
        name: 'gateway',
        label: 'Gateway',
        query:
          'label_values(istio_requests_total{reporter="source",source_workload=~".*gateway.*",source_workload_namespace=~"$namespace"}, source_workload)',
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            kind: 'stat',
            title: 'Requests',
            description: 'Requests per second.',
            unit: units.RequestsPerSecond,
            queries: [{ expr: `sum(rate(${REQUESTS}}[5m]))`, legend: 'requests' }],
          },
          {
            kind: 'stat',
            title: 'Success rate',
            description: 'Share of the requests that were not answered with 5xx.',
            unit: units.PercentUnit,
            queries: [
              {
                expr: `sum(rate(${REQUESTS},response_code!~"5.."}[5m])) / sum(rate(${REQUESTS}}[5m]))`,
                legend: 'success',
              },
            ],
            thresholds: belowIsBad(0.99),
          },
          {
            kind: 'stat',
            title: 'Not routed',
            description: 'Requests per second that no route takes, or that have no endpoint to go to.',
            unit: units.RequestsPerSecond,
            queries: [{ expr: `sum(rate(${REQUESTS},response_flags=~"NR|UH|NC"}[5m]))`, legend: 'not routed' }],
            thresholds: aboveIsBad(0.1),
          },
        ],
      },
      {
        title: 'Requests',
        panels: [
          {
            kind: 'timeseries',
            title: 'Requests by service',
            description: 'Where gateways send requests.',
            unit: units.RequestsPerSecond,
            queries: [
              {
                expr: `sum by (destination_service) (rate(${REQUESTS}}[$__rate_interval]))`,
                legend: '{{destination_service}}',
              },
            ],
          },
          {
            kind: 'timeseries',
            title: 'Errors by code and reason',
            description:
              'The flags are Envoy’s: NR has no route, UH no healthy endpoint, UF no connection, URX too many retries.',
            unit: units.RequestsPerSecond,
            queries: [
              {
                expr: `sum by (response_code, response_flags) (rate(${REQUESTS},response_code=~"4..|5..|0"}[$__rate_interval]))`,
                legend: '{{response_code}} {{response_flags}}',
              },
            ],
          },
          {
            kind: 'timeseries',
            title: 'Latency',
            description: 'From the request until the whole answer, as gateways see it.',
            unit: units.Milliseconds,
            queries: [0.5, 0.9, 0.99].map((quantile) => ({
              expr: `histogram_quantile(${quantile}, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${CHOSEN}}[$__rate_interval])))`,
              legend: `${quantile * 100} %`,
            })),
            thresholds: aboveIsBad(1000),
          },
        ],
      },
      {
        title: 'Mutual TLS and certificates',
        panels: [
          {
            kind: 'timeseries',
            title: 'Requests to workloads by transport security',
            description: 'As workloads see them, from these gateways: all but mutual_tls goes in plain text.',
            unit: units.RequestsPerSecond,
            queries: [
              {
                expr: 'sum by (connection_security_policy) (rate(istio_requests_total{reporter="destination",source_workload_namespace=~"$namespace",source_workload=~"$gateway"}[$__rate_interval]))',
                legend: '{{connection_security_policy}}',
              },
            ],
          },
          {
            kind: 'timeseries',
            title: 'Secrets that gateways could not get',
            description:
              'A gateway asked for the certificate of a host, and istiod has no such Secret or may not give it.',
            unit: units.Short,
            queries: [
              { expr: 'sum(increase(pilot_sds_certificate_errors_total[$__rate_interval]))', legend: 'errors' },
            ],
            thresholds: aboveIsBad(1),
          },
          {
            kind: 'timeseries',
            title: 'Time left for mesh certificates',
            description: 'The shortest of each namespace; renewed when half of the time is over.',
            unit: units.Seconds,
            queries: [
              {
                expr: 'min by (namespace) (istio_agent_cert_expiry_seconds{namespace=~"$namespace",resource_name="default"})',
                legend: '{{namespace}}',
              },
            ],
            thresholds: belowIsBad(4 * 3600),
          },
        ],
      },
    ],
  });
}
