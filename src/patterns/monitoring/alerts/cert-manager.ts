import { minutes } from '../../../model/duration';
import type { AlertGroup } from './alert';

const EXPIRY = 'certmanager_certificate_expiration_timestamp_seconds';
const RENEWAL = 'certmanager_certificate_renewal_timestamp_seconds';

/** @see https://cert-manager.io/docs/devops-tips/prometheus-metrics/ */
export const certManagerAlerts: AlertGroup = {
  name: 'cert-manager',
  alerts: [
    {
      alert: 'CertificateExpiring',
      // By a share of the time that is left for renewal, since certificates live for hours or for years. What has never
      // been issued expires at 0, and is not ready.
      expr: `(${EXPIRY} - time()) / (${EXPIRY} - ${RENEWAL}) < 0.7 and ${EXPIRY} > 0 and ${RENEWAL} > 0`,
      for: minutes(15),
      severity: 'critical',
      summary: 'The certificate {{ $labels.name }} should have been renewed and has not been',
      description:
        'Almost a third of the time that is left for it has gone by. Its CertificateRequest, Order and Challenge say what the issuer answers.',
    },
    {
      alert: 'CertificateNotReady',
      expr: 'max by (name, exported_namespace, namespace, issuer_name) (certmanager_certificate_ready_status{condition!="True"}) == 1',
      for: minutes(15),
      severity: 'warning',
      summary: 'The certificate {{ $labels.name }} of issuer {{ $labels.issuer_name }} is not ready',
      description:
        'A gateway that needs its Secret refuses TLS connections for its hosts. The issuer has not signed it.',
    },
  ],
};
