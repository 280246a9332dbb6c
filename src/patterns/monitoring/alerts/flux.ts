import { hours, minutes } from '../../../model/duration';
import type { AlertGroup } from './alert';

/**
 * The controllers themselves do not export whether their objects are ready: kube-state-metrics does, when it is
 * configured as Flux documents.
 *
 * @see https://fluxcd.io/flux/monitoring/metrics/
 */
export const fluxAlerts: AlertGroup = {
  name: 'flux',
  alerts: [
    {
      alert: 'FluxReconciliationFailed',
      expr: 'max by (customresource_kind, exported_namespace, name) (gotk_resource_info{ready="False",suspended!="true"}) == 1',
      for: minutes(10),
      severity: 'critical',
      summary:
        'Flux could not apply {{ $labels.customresource_kind }} {{ $labels.exported_namespace }}/{{ $labels.name }}',
      description: 'What Git says is not in the cluster, in whole or in part. Its condition Ready has the refusal.',
    },
    {
      alert: 'FluxReconciliationStalled',
      expr: 'max by (customresource_kind, exported_namespace, name) (gotk_resource_info{ready="Unknown",suspended!="true"}) == 1',
      for: minutes(30),
      severity: 'warning',
      summary:
        'Flux has not finished {{ $labels.customresource_kind }} {{ $labels.exported_namespace }}/{{ $labels.name }} in 30 minutes',
      description: 'It waits for what it depends on, or for objects that do not become healthy.',
    },
    {
      alert: 'FluxSuspended',
      expr: 'max by (customresource_kind, exported_namespace, name) (gotk_resource_info{suspended="true"}) == 1',
      for: hours(24),
      severity: 'warning',
      summary:
        '{{ $labels.customresource_kind }} {{ $labels.exported_namespace }}/{{ $labels.name }} has been suspended for a day',
      description: 'Changes in Git do not arrive, and nobody heals drift. Resume it, or say in Git why not.',
    },
  ],
};
