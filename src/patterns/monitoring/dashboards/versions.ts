import * as units from '@grafana/grafana-foundation-sdk/units';
import type { DashboardModel } from '../../../constructs/grafana';
import { aboveIsBad, belowIsBad, dashboardOf } from './dashboard';

const CHOSEN = 'reporter="source",destination_service_namespace=~"$namespace",destination_service_name=~"$service"';
const SERVICE = 'destination_service_namespace, destination_service_name';
const VERSION = `${SERVICE}, destination_version`;
const LEGEND = '{{destination_service_name}} {{destination_version}}';
const requests = (more = ''): string =>
  `sum by (${VERSION}) (rate(istio_requests_total{${CHOSEN}${more}}[$__rate_interval]))`;

/** How the versions of a service do side by side, whoever rolls them out. */
export function versionsDashboard(): DashboardModel {
  return dashboardOf({
    uid: 'istio-versions',
    title: 'Istio: rollout by version',
    description:
      'Requests, success and latency of each version of a service, as its callers see them. Pods say their version by the label version.',
    variables: [
      {
        name: 'namespace',
        label: 'Namespace',
        query: 'label_values(istio_requests_total, destination_service_namespace)',
      },
      {
        name: 'service',
        label: 'Service',
        query:
          'label_values(istio_requests_total{destination_service_namespace=~"$namespace"}, destination_service_name)',
      },
    ],
    rows: [
      {
        title: 'Progress',
        panels: [
          {
            kind: 'timeseries',
            title: 'Share of the requests',
            description: 'What the weights of the routes come to.',
            unit: units.PercentUnit,
            queries: [
              {
                expr: `${requests()} / on (${SERVICE}) group_left () sum by (${SERVICE}) (rate(istio_requests_total{${CHOSEN}}[$__rate_interval]))`,
                legend: LEGEND,
              },
            ],
          },
          {
            kind: 'timeseries',
            title: 'Requests',
            description: 'Requests per second to each version.',
            unit: units.RequestsPerSecond,
            queries: [{ expr: requests(), legend: LEGEND }],
          },
        ],
      },
      {
        title: 'Health',
        panels: [
          {
            kind: 'timeseries',
            title: 'Success rate',
            description: 'Share of the requests to each version that were not answered with 5xx.',
            unit: units.PercentUnit,
            queries: [{ expr: `${requests(',response_code!~"5.."')} / ${requests()}`, legend: LEGEND }],
            thresholds: belowIsBad(0.95),
          },
          {
            kind: 'timeseries',
            title: 'Latency, 50th and 99th percentile',
            description: 'From the request until the whole answer.',
            unit: units.Milliseconds,
            queries: [0.5, 0.99].map((quantile) => ({
              expr: `histogram_quantile(${quantile}, sum by (le, ${VERSION}) (rate(istio_request_duration_milliseconds_bucket{${CHOSEN}}[$__rate_interval])))`,
              legend: `${LEGEND} ${quantile * 100} %`,
            })),
            thresholds: aboveIsBad(1000),
          },
        ],
      },
    ],
  });
}
