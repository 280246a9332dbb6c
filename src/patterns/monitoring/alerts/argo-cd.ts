import { minutes } from '../../../model/duration';
import { AlertGroup, grown } from './alert';

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/metrics/ */
export const argoCdAlerts: AlertGroup = {
  name: 'argo-cd',
  alerts: [
    {
      alert: 'ArgoCdSyncFailed',
      expr: grown('argocd_app_sync_total{phase=~"Error|Failed",dry_run="false"}', ['name', 'project'], '10m'),
      severity: 'critical',
      summary: 'Argo CD could not sync {{ $labels.name }}',
      description:
        'What Git says is not in the cluster, in whole or in part. The Application’s last operation has the refusal of each object.',
    },
    {
      alert: 'ArgoCdDriftUnhealed',
      expr: 'max by (name, project) (argocd_app_info{sync_status="OutOfSync"}) == 1',
      for: minutes(15),
      severity: 'warning',
      summary: '{{ $labels.name }} has been out of sync for 15 minutes',
      description:
        'The cluster differs from Git and self-heal does not mend it: somebody else writes the same fields, or automated sync is off.',
    },
    {
      alert: 'ArgoCdApplicationDegraded',
      expr: 'max by (name, project) (argocd_app_info{health_status="Degraded"}) == 1',
      for: minutes(5),
      severity: 'critical',
      summary: '{{ $labels.name }} is synced and does not work',
      description:
        'A resource of the Application reports that it is broken; for Istio objects that is what istiod’s analysis says of them.',
    },
  ],
};
