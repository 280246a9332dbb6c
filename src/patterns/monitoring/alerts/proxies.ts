import { minutes } from '../../../model/duration';
import type { AlertGroup } from './alert';

const BY_VERSION = 'destination_service_name, destination_service_namespace, destination_version';
/** As callers see it, so that a version that does not answer at all counts, too. */
const REQUESTS = 'istio_requests_total{reporter="source"';

/** @see https://istio.io/latest/docs/reference/config/metrics/ */
export const proxyAlerts: AlertGroup = {
  name: 'proxies',
  alerts: [
    {
      alert: 'ServiceVersionFailing',
      expr: [
        `sum by (${BY_VERSION}) (rate(${REQUESTS},response_code=~"5.."}[5m]))`,
        `/ sum by (${BY_VERSION}) (rate(${REQUESTS}}[5m])) > 0.05`,
        `and sum by (${BY_VERSION}) (rate(${REQUESTS}}[5m])) > 0.1`,
      ].join(' '),
      for: minutes(5),
      severity: 'critical',
      summary:
        '{{ $value | humanizePercentage }} of the requests to version {{ $labels.destination_version }} of {{ $labels.destination_service_name }} fail',
      description:
        'More than 5 % for five minutes, of at least one request in ten seconds. If this version is being rolled out, abort the rollout.',
    },
    {
      alert: 'WorkloadCertificateExpiring',
      expr: 'min by (namespace, pod) (istio_agent_cert_expiry_seconds{resource_name="default"}) < 4 * 3600',
      for: minutes(15),
      severity: 'critical',
      summary:
        'The mesh certificate of {{ $labels.namespace }}/{{ $labels.pod }} expires in {{ $value | humanizeDuration }}',
      description:
        'Proxies renew it when half of its day is over, so renewal fails. When it has expired, nobody can call the workload.',
    },
  ],
};
