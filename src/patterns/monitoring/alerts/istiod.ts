import { hours, minutes } from '../../../model/duration';
import { AlertGroup, grown } from './alert';

/** @see https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics */
export const istiodAlerts: AlertGroup = {
  name: 'istiod',
  alerts: [
    {
      alert: 'IstioConfigurationRejected',
      expr: grown('pilot_total_xds_rejects', ['type'], '10m'),
      severity: 'critical',
      summary: 'Proxies have rejected configuration of type {{ $labels.type }}',
      description:
        'Those proxies go on with what they had before, so a change is live in one part of the mesh and not in another. Their logs name the field; most often it comes of an EnvoyFilter.',
    },
    {
      alert: 'IstioConfigurationRefused',
      expr: grown('galley_validation_failed', ['resource', 'reason'], '10m'),
      severity: 'warning',
      summary: 'The webhook of istiod has refused {{ $labels.resource }}: {{ $labels.reason }}',
      description:
        'Somebody, or the GitOps controller, tried to apply an invalid object, which `istio-gitops validate` would have found.',
    },
    {
      alert: 'IstioGatewayConfigurationIgnored',
      expr: grown('pilot_total_rejected_configs', ['name', 'type'], '10m'),
      severity: 'critical',
      summary: 'istiod leaves out part of the {{ $labels.type }} {{ $labels.name }}',
      description: 'A server contradicts another one of the same port, and its hosts are not served.',
    },
    {
      alert: 'IstioPushFailing',
      expr: [
        grown('pilot_total_xds_internal_errors', ['job'], '10m'),
        grown('pilot_xds_write_timeout', ['job'], '10m'),
        grown('pilot_xds_pushes{type=~".*_senderr"}', ['job'], '10m'),
      ].join(' or '),
      for: minutes(5),
      severity: 'critical',
      summary: 'istiod cannot send configuration to proxies',
      description: 'Proxies keep what they had. Look at the logs of istiod, and at its memory and network.',
    },
    {
      alert: 'IstioConvergenceSlow',
      expr: 'histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[5m]))) > 10',
      for: minutes(10),
      severity: 'warning',
      summary: 'Changes take {{ $value | humanizeDuration }} to reach the proxies',
      description:
        'One of a hundred takes longer than that, and old endpoints are in use meanwhile. Sidecars that know of less, or more replicas of istiod, make it faster.',
    },
    {
      alert: 'IstioRootCertificateExpiring',
      expr: 'min(citadel_server_root_cert_expiry_timestamp) - time() < 30 * 86400',
      for: hours(1),
      severity: 'critical',
      summary: 'The root certificate of the mesh expires in {{ $value | humanizeDuration }}',
      description:
        'When it does, no workload can call another one. Rotating the root takes weeks, because all workloads must trust both first.',
    },
  ],
};
