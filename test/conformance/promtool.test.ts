import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { MeshMonitoring } from '../../src';
import type { AlertingRule } from '../../src/constructs/prometheus-operator';
import { synthesize } from '../../src/synth/synthesize';
import { temporaryFolders } from '../adapters/temporary-folder';
import { ALERTS, QUERIES } from '../patterns/monitoring/queries';
import { describeWith, programPath } from './programs';
import { ALERT_CASES, AlertCase } from './promtool-cases';

/** In minutes. */
const HOUR = 60;

const RUNBOOKS = 'https://wiki.example.com/alerts#';

describeWith(['promtool'], 'Prometheus', () => {
  const newFolder = temporaryFolders();
  let folder: string;

  beforeAll(() => {
    folder = newFolder();
    const chart = Testing.chart();
    new MeshMonitoring(chart, 'monitoring', {
      runbooks: RUNBOOKS,
      programs: ['argo-cd', 'flux', 'argo-rollouts', 'flagger', 'cert-manager', 'velero'],
    });
    const [rule] = synthesize(chart, 'test').set.ofKind('monitoring.coreos.com', 'PrometheusRule');
    write('alerts.json', rule!.object['spec']);
  });

  function write(name: string, content: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content)); // JSON is YAML
    return file;
  }

  /** What promtool complains about; empty when it does not. */
  function complaints(...options: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(programPath('promtool'), options, { encoding: 'utf8', cwd: folder });
    return status === 0 ? '' : stdout + stderr;
  }

  test('finds nothing wrong with the alerts', () => {
    expect(complaints('check', 'rules', '--lint=all', '--lint-fatal', 'alerts.json')).toBe('');
  });

  test('understands every query of dashboards and alerts', () => {
    const rules = QUERIES.map(({ expr }, i) => ({ record: `query:${i}`, expr }));
    write('queries.json', { groups: [{ name: 'queries', rules }] });
    expect(complaints('check', 'rules', '--lint=all', '--lint-fatal', 'queries.json')).toBe('');
  });

  test('says so of a query that it does not understand', () => {
    write('broken.json', { groups: [{ name: 'broken', rules: [{ record: 'broken', expr: 'sum by (a' }] }] });
    expect(complaints('check', 'rules', 'broken.json')).toContain('parse error');
  });

  test.each([
    { what: 'within the hour', evaluation_interval: '1m', cases: ALERT_CASES.filter(({ at }) => at <= HOUR) },
    { what: 'after a long time', evaluation_interval: '1h', cases: ALERT_CASES.filter(({ at }) => at > HOUR) },
  ])('tells people $what when it should, and not otherwise', ({ evaluation_interval, cases }) => {
    write('tests.json', { rule_files: ['alerts.json'], evaluation_interval, tests: cases.map(unitTest) });
    expect(complaints('test', 'rules', 'tests.json')).toBe('');
  });

  test('would not be seen to tell of what it does not', () => {
    const [wrong] = ALERT_CASES.filter(({ firing }) => firing.length === 0);
    const firing = [{ labels: {}, summary: 'no such alert' }];
    const tests = [unitTest({ ...wrong!, firing })];
    write('wrong.json', { rule_files: ['alerts.json'], evaluation_interval: '1m', tests });
    expect(complaints('test', 'rules', 'wrong.json')).toContain('FAILED');
  });

  test('has been seen to tell of each alert', () => {
    const told = new Set(ALERT_CASES.filter(({ firing }) => firing.length > 0).map(({ alert }) => alert));
    expect(ALERTS.map(({ alert }) => alert).filter((alert) => !told.has(alert))).toEqual([]);
  });
});

function unitTest({ alert, name, series, at, firing }: AlertCase): object {
  const { severity, description } = ALERTS.find(
    (candidate) => candidate.alert === alert,
  )! satisfies Partial<AlertingRule>;
  return {
    name: `${alert}: ${name}`,
    interval: '1m',
    input_series: Object.entries(series).map(([series, values]) => ({ series, values })),
    alert_rule_test: [
      {
        eval_time: `${at}m`,
        alertname: alert,
        exp_alerts: firing.map(({ labels, summary }) => ({
          exp_labels: { severity, ...labels },
          exp_annotations: { summary, description, runbook_url: RUNBOOKS + alert.toLowerCase() },
        })),
      },
    ],
  };
}
