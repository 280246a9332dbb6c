import { hours } from '../../../model/duration';
import type { AlertGroup } from './alert';

/** @see https://argo-rollouts.readthedocs.io/en/stable/features/controller-metrics/ */
export const argoRolloutsAlerts: AlertGroup = {
  name: 'argo-rollouts',
  alerts: [
    {
      alert: 'RolloutFailed',
      expr: 'max by (name, exported_namespace, namespace, phase) (rollout_info{phase=~"Abort|Error|InvalidSpec|Timeout"}) == 1',
      severity: 'critical',
      summary: 'The rollout of {{ $labels.name }} has ended: {{ $labels.phase }}',
      description:
        'All requests go to the stable version again, unless the phase is InvalidSpec. The last AnalysisRun has the measurements.',
    },
    {
      alert: 'RolloutPaused',
      expr: 'max by (name, exported_namespace, namespace) (rollout_info{phase="Paused"}) == 1',
      for: hours(24),
      severity: 'info',
      summary: 'The rollout of {{ $labels.name }} has waited for a person for a day',
      description: 'Two versions take requests all the while. Promote it or abort it.',
    },
  ],
};
