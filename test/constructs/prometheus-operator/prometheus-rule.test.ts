import { hours, minutes, seconds } from '../../../src';
import { PrometheusRule } from '../../../src/constructs/prometheus-operator';
import { expectManifests, expectRefusal } from '../golden';

const syncFailed = {
  alert: 'SyncFailed',
  expr: 'increase(argocd_app_sync_total{phase="Failed"}[10m]) > 0',
  severity: 'critical',
  summary: '{{ $labels.name }} failed',
  description: 'Look at the Application.',
  runbookUrl: 'https://wiki.example.com/alerts#syncfailed',
} as const;
const inMonitoring = { namespace: 'monitoring' };

test('a rule has alerts with a severity and a runbook, and recorded queries', () => {
  expectManifests(
    (chart) =>
      new PrometheusRule(chart, 'mesh', {
        ...inMonitoring,
        labels: { release: 'prometheus' },
        groups: [
          {
            name: 'sync',
            interval: seconds(30),
            rules: [
              { ...syncFailed, for: minutes(5), keepFiringFor: hours(1), labels: { team: 'mesh' } },
              { record: 'service:requests:rate5m', expr: 'sum(rate(istio_requests_total[5m]))' },
            ],
          },
        ],
      }),
    `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: mesh, namespace: monitoring, labels: { release: prometheus } }
spec:
  groups:
    - name: sync
      interval: 30s
      rules:
        - alert: SyncFailed
          expr: increase(argocd_app_sync_total{phase="Failed"}[10m]) > 0
          for: 5m0s
          keep_firing_for: 1h0m0s
          labels: { severity: critical, team: mesh }
          annotations:
            summary: '{{ $labels.name }} failed'
            description: Look at the Application.
            runbook_url: https://wiki.example.com/alerts#syncfailed
        - record: service:requests:rate5m
          expr: sum(rate(istio_requests_total[5m]))
`,
  );
});

test.each([
  {
    what: 'two alerts of one name',
    rules: [syncFailed, syncFailed],
    says: 'the group sync has two alerts SyncFailed: rename or remove one of them',
  },
  {
    what: 'a name that no series can have',
    rules: [{ record: 'service-requests', expr: '1' }],
    says: '"service-requests" in the group sync names no series: use letters, digits, underscores and colons',
  },
])('refused are $what', ({ rules, says }) => {
  expectRefusal(
    (chart) => new PrometheusRule(chart, 'it', { ...inMonitoring, groups: [{ name: 'sync', rules }] }),
    `[test/it] ${says}`,
  );
});
