import { hours } from '../../../model/duration';
import type { AlertGroup } from './alert';

/** @see https://velero.io/docs/main/ */
export const veleroAlerts: AlertGroup = {
  name: 'velero',
  alerts: [
    {
      alert: 'BackupFailed',
      expr: 'min by (schedule) (velero_backup_last_status{schedule!=""}) == 0',
      for: hours(1),
      severity: 'warning',
      summary: 'The last backup of {{ $labels.schedule }} has failed',
      description: 'The one before it is still there. `velero backup describe` and `velero backup logs` say why.',
    },
    {
      alert: 'BackupOverdue',
      expr: 'time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > 2 * 86400',
      severity: 'critical',
      summary: 'There has been no backup of {{ $labels.schedule }} for {{ $value | humanizeDuration }}',
      description: 'Its Schedule is paused, or all backups fail.',
    },
  ],
};
