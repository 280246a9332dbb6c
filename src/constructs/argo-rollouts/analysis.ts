import type * as l1 from '../../../imports/argoproj.io';
import type { Duration } from '../../model/duration';
import {
  acceptedBy,
  distinctOf,
  eitherOf,
  objectOf,
  oneOf,
  optional,
  PropCheck,
  Shape,
  someOf,
  valueOf,
} from '../../model/props';
import { PropsError } from '../../model/props-error';
import { DURATION, NUMBER, TEXT } from '../../model/props-values';
import { didYouMean } from '../../model/suggest';

/**
 * Something that an analysis is told when it starts. Without `value` and `secret` whoever refers to the template, such
 * as a Rollout, has to pass it.
 */
export interface AnalysisArgument {
  /** Metrics have it as `{{args.<name>}}`. */
  readonly name: string;
  /** @default none: it has to be passed */
  readonly value?: string | undefined;
  /** Key of a Secret in the namespace of the analysis. Excludes `value`. @default none */
  readonly secret?:
    | {
        /** Name of the Secret, which the Rollouts controller reads when the analysis starts. */
        readonly name: string;
        /** Field of its data that has the value. */
        readonly key: string;
      }
    | undefined;
}

/** A number, or an argument that is one: `{{args.min-success-rate}}`. */
export type Threshold = number | string;

/** One query, asked again and again, and what its answers mean. */
export interface AnalysisMetric {
  /** Name of the metric, one of its own in the template. */
  readonly name: string;
  /** PromQL; each series of the answer counts, and `{{args.<name>}}` stands for an argument. */
  readonly query: string;
  /** Lowest value that is good. At least one of `min` and `max` is set. @default none */
  readonly min?: Threshold | undefined;
  /** Highest value that is good. @default none */
  readonly max?: Threshold | undefined;
  /**
   * What it means that there is no value, or one that is no number, as where nobody asked the canary anything:
   * `inconclusive` neither goes on nor back, but pauses the rollout for a person to look at.
   */
  readonly whenEmpty: 'inconclusive' | 'success' | 'failure';
  /** Time between two measurements. @default one measurement */
  readonly interval?: Duration | undefined;
  /** Measurements until the metric is done. @default one; with an interval, as many as fit until the rollout has ended */
  readonly count?: number | undefined;
  /** Failures, in all and not in a row, that are put up with: one more fails the analysis. @default 0 */
  readonly failureLimit?: number | undefined;
  /** Inconclusive measurements that are put up with: one more makes the analysis inconclusive. @default 0 */
  readonly inconclusiveLimit?: number | undefined;
  /** Queries in a row without an answer that are put up with: one more ends the analysis with an error. @default 4 */
  readonly consecutiveErrorLimit?: number | undefined;
  /** Time before the first measurement. @default none */
  readonly initialDelay?: Duration | undefined;
}

/** What analysis templates have in common, whatever their scope. */
export interface AnalysisProps {
  /** URL of Prometheus, as the Rollouts controller reaches it; may have `{{args.<name>}}`. */
  readonly prometheus: string;
  /** @default none */
  readonly args?: readonly AnalysisArgument[] | undefined;
  /** What is measured; all of it has to be good. */
  readonly metrics: readonly AnalysisMetric[];
}

export const LIMIT: PropCheck<number> = acceptedBy(
  (limit: number) => {
    if (!Number.isInteger(limit) || limit < 0)
      throw new RangeError(`${limit} is no limit: pass a whole number from 0 on`);
  },
  (value) => typeof value === 'number',
  'pass a whole number from 0 on',
);

const ARGUMENT = /^\{\{\s*args\.[-\w]+\s*\}\}$/;

const THRESHOLD: PropCheck<Threshold> = eitherOf(
  NUMBER,
  valueOf<string>(
    { fix: 'write {{args.<name>}} for an argument' },
    (value) => typeof value === 'string' && ARGUMENT.test(value),
  ),
);

export const ANALYSIS_SHAPE: Shape<AnalysisProps> = {
  prometheus: TEXT,
  args: optional(
    distinctOf(
      objectOf<AnalysisArgument>({
        name: TEXT,
        value: optional(TEXT),
        secret: optional(objectOf<NonNullable<AnalysisArgument['secret']>>({ name: TEXT, key: TEXT })),
      }),
      ({ name }) => name,
    ),
  ),
  metrics: someOf(
    objectOf<AnalysisMetric>({
      name: TEXT,
      query: TEXT,
      min: optional(THRESHOLD),
      max: optional(THRESHOLD),
      whenEmpty: oneOf('inconclusive', 'success', 'failure'),
      interval: optional(DURATION),
      count: optional(LIMIT),
      failureLimit: optional(LIMIT),
      inconclusiveLimit: optional(LIMIT),
      consecutiveErrorLimit: optional(LIMIT),
      initialDelay: optional(DURATION),
    }),
  ),
};

/** @throws PropsError for what Rollouts would refuse, or never fail */
export function analysisSpec(
  where: string,
  { prometheus, args = [], metrics }: AnalysisProps,
): l1.AnalysisTemplateSpec {
  const names = metrics.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new PropsError(where, `two metrics are called "${twice}"`, 'rename one of them');
  for (const { name, value, secret } of args) {
    if (value === undefined || secret === undefined) continue;
    throw new PropsError(where, `the argument "${name}" has a value and a Secret`, 'state one of them');
  }
  const spec = metrics.map((metric) => metricSpec(where, metric, prometheus));
  checkArguments(where, JSON.stringify(spec), args);
  return {
    args: args.length === 0 ? undefined : args.map(argumentSpec),
    metrics: spec,
  };
}

function argumentSpec({ name, value, secret }: AnalysisArgument): l1.Args {
  return { name, value, valueFrom: secret === undefined ? undefined : { secretKeyRef: secret } };
}

function checkArguments(where: string, text: string, args: readonly AnalysisArgument[]): void {
  const names = args.map(({ name }) => name);
  for (const [, used = ''] of text.matchAll(/\{\{\s*args\.([-\w]+)\s*\}\}/g)) {
    if (names.includes(used)) continue;
    throw new PropsError(
      where,
      `its metrics have the argument "${used}"${didYouMean(used, names)}, which it does not declare`,
      `add it to \`args\`; there are ${names.join(', ') || 'none'}`,
    );
  }
}

function metricSpec(where: string, metric: AnalysisMetric, address: string): l1.Metrics {
  const { name, query, interval, initialDelay, count, failureLimit, inconclusiveLimit, consecutiveErrorLimit } = metric;
  checkMetric(where, metric);
  return {
    name,
    interval: interval?.toString(),
    initialDelay: initialDelay?.toString(),
    count,
    failureLimit,
    inconclusiveLimit,
    consecutiveErrorLimit,
    ...conditions(metric),
    provider: { prometheus: { address, query } },
  };
}

function checkMetric(where: string, metric: AnalysisMetric): void {
  const { name, query, min, max, interval, count = 0, failureLimit = 0, inconclusiveLimit = 0 } = metric;
  const refuse = (what: string, fix: string): never => {
    throw new PropsError(where, `the metric "${name}" ${what}`, fix);
  };
  if (query.trim() === '') refuse('has an empty query', 'ask for a number');
  if (min === undefined && max === undefined) refuse('has no range, so that any value passes', 'set `min` or `max`');
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    refuse(`has no good value from ${min} to ${max}`, 'swap `min` and `max`');
  }
  if (count > 1 && interval === undefined) refuse(`is measured ${count} times at once`, 'set `interval`');
  if (count > 0 && failureLimit >= count) {
    refuse(
      `puts up with ${failureLimit} failures in ${count} measurements, so that it never fails`,
      'lower `failureLimit`, or raise `count`',
    );
  }
  if (count > 0 && inconclusiveLimit > count) {
    refuse(
      `puts up with ${inconclusiveLimit} inconclusive ones of ${count} measurements, which Rollouts refuses`,
      'lower `inconclusiveLimit`, or raise `count`',
    );
  }
}

/**
 * An answer of Prometheus is a list with a number for each series, and empty where there is none: `result[0]` alone
 * would be an error then, and `result >= 1` never is anything else. Comparisons with NaN are false both ways.
 */
function conditions({
  min,
  max,
  whenEmpty,
}: AnalysisMetric): Pick<l1.Metrics, 'successCondition' | 'failureCondition'> {
  const good = [min === undefined ? [] : `# >= ${min}`, max === undefined ? [] : `# <= ${max}`].flat().join(' && ');
  const bad = [min === undefined ? [] : `# < ${min}`, max === undefined ? [] : `# > ${max}`].flat().join(' || ');
  switch (whenEmpty) {
    case 'inconclusive':
      return {
        successCondition: `len(result) > 0 && all(result, {${good}})`,
        failureCondition: `any(result, {${bad}})`,
      };
    case 'success':
      return { successCondition: `len(result) == 0 || all(result, {isNaN(#) || (${good})})` };
    case 'failure':
      return { successCondition: `len(result) > 0 && all(result, {${good}})` };
  }
}
