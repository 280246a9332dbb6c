import type { AlertGroup } from './alert';

/** @see https://docs.flagger.app/usage/monitoring */
export const flaggerAlerts: AlertGroup = {
  name: 'flagger',
  alerts: [
    {
      alert: 'FlaggerCanaryFailed',
      expr: 'max by (name, exported_namespace, namespace) (flagger_canary_status) == 2',
      severity: 'critical',
      summary: 'The canary of {{ $labels.name }} has failed',
      description:
        'Flagger has sent all requests back to the primary. The events of the Canary have the metric that was out of range.',
    },
  ],
};
