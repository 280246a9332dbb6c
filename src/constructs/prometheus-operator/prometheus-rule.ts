import type { Construct } from 'constructs';
import * as l1 from '../../../imports/monitoring.coreos.com';
import type { Duration } from '../../model/duration';
import { distinctOf, eitherOf, objectOf, oneOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, LABELS, TEXT } from '../../model/props-values';
import { goDuration } from '../go-duration';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/** Something that people have to be told of. */
export interface AlertingRule {
  /** Name of the alert, in CamelCase as is usual. */
  readonly alert: string;
  /** PromQL; each series of the answer is an alert of its own. */
  readonly expr: string;
  /** How long `expr` has to have answers before anybody is told. @default at once */
  readonly for?: Duration | undefined;
  /** How long the alert stays when `expr` has no answer any more. @default not at all */
  readonly keepFiringFor?: Duration | undefined;
  /** `critical` wakes somebody, `warning` can wait until they work, `info` explains other alerts. */
  readonly severity: 'critical' | 'warning' | 'info';
  /** Besides `severity`. @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** One line, in which `{{ $labels.name }}` stands for a label. */
  readonly summary: string;
  /** What it means, and what to look at first. */
  readonly description: string;
  /** Where it is written what to do. */
  readonly runbookUrl: string;
}

/** A query whose answers are stored under a name of their own. */
export interface RecordingRule {
  /** Such as `service:requests:rate5m`. */
  readonly record: string;
  /** PromQL. */
  readonly expr: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Rules that are evaluated one after the other. */
export interface RuleGroup {
  /** Name of the group, one of its own in the object. */
  readonly name: string;
  /** Time between two evaluations. @default as Prometheus is configured, one minute unless it is */
  readonly interval?: Duration | undefined;
  /** Evaluated one after the other. */
  readonly rules: readonly (AlertingRule | RecordingRule)[];
}

export interface PrometheusRuleProps extends ResourceProps {
  /** Evaluated independently of each other. */
  readonly groups: readonly RuleGroup[];
}

const ALERTING_RULE = objectOf<AlertingRule>({
  alert: TEXT,
  expr: TEXT,
  for: optional(DURATION),
  keepFiringFor: optional(DURATION),
  severity: oneOf('critical', 'warning', 'info'),
  labels: optional(LABELS),
  summary: TEXT,
  description: TEXT,
  runbookUrl: TEXT,
});

const RECORDING_RULE = objectOf<RecordingRule>({ record: TEXT, expr: TEXT, labels: optional(LABELS) });

const PROPS = objectOf<PrometheusRuleProps>({
  ...RESOURCE_SHAPE,
  groups: distinctOf(
    objectOf<RuleGroup>({
      name: TEXT,
      interval: optional(DURATION),
      rules: someOf(eitherOf(ALERTING_RULE, RECORDING_RULE)),
    }),
    ({ name }) => name,
  ),
});

/** As Prometheus names series, and with it the labels of alerts and what is recorded. */
const METRIC_NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

/**
 * Alerts and recorded queries for Prometheus.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export class PrometheusRule extends Resource {
  readonly resource: l1.PrometheusRule;

  /** @throws PropsError when two alerts of a group have one name, or Prometheus would refuse a name */
  constructor(scope: Construct, id: string, props: PrometheusRuleProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { groups, ...rest } = props;
    for (const group of groups) this.checkNames(group);
    this.resource = new l1.PrometheusRule(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: {
        groups: groups.map(({ name, interval, rules }) => ({
          name,
          interval: interval === undefined ? undefined : goDuration(interval),
          rules: rules.map(ruleOf),
        })),
      },
    });
  }

  private checkNames({ name: group, rules }: RuleGroup): void {
    const seen = new Set<string>();
    for (const rule of rules) {
      if ('record' in rule) {
        if (METRIC_NAME.test(rule.record)) continue;
        const fix = 'use letters, digits, underscores and colons';
        throw new PropsError(this.node.path, `"${rule.record}" in the group ${group} names no series`, fix);
      }
      if (seen.has(rule.alert)) {
        const what = `the group ${group} has two alerts ${rule.alert}`;
        throw new PropsError(this.node.path, what, 'rename or remove one of them');
      }
      seen.add(rule.alert);
    }
  }
}

function ruleOf(rule: AlertingRule | RecordingRule): l1.PrometheusRuleRules {
  if ('record' in rule) return { record: rule.record, expr: rule.expr, labels: rule.labels };
  const { alert, expr, for: pending, keepFiringFor, severity, labels, summary, description, runbookUrl } = rule;
  return {
    alert,
    expr,
    for: pending === undefined ? undefined : goDuration(pending),
    keep_firing_for: keepFiringFor === undefined ? undefined : goDuration(keepFiringFor),
    labels: { severity, ...labels },
    annotations: { summary, description, runbook_url: runbookUrl },
  };
}
