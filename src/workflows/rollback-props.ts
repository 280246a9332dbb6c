import { Duration } from '../model/duration';
import { HealthQuery, istioConfigHealth } from '../model/istio-config-health';
import { percent } from '../model/percent';
import { distinctOf, objectOf, oneOf, optional, valueOf } from '../model/props';
import { PropsError } from '../model/props-error';
import { DURATION, NUMBER } from '../model/props-values';

/** What becomes of a merge after which an environment does not do well. */
export interface RollbackProps {
  /**
   * Who goes back: people, by merging a pull request that reverts the merge, or the workflow by pushing the revert,
   * which the branch has to allow the App.
   * @default 'pull-request'
   */
  readonly by?: 'pull-request' | 'push' | undefined;
  /** Time that Argo CD or Flux has to deliver a commit, until that is a failure. @default 15 minutes */
  readonly timeout?: Duration | undefined;
  /**
   * What it means that nobody can tell, because Argo CD, Flux or Prometheus do not answer until the time is over, or wait
   * for a person: `fail` fails the run, for people to look at; `revert` takes it for a failure of the commit.
   * @default 'fail'
   */
  readonly whenUnknown?: 'fail' | 'revert' | undefined;
  /** What Prometheus is asked once the commit is delivered. @default whether proxies take their configuration */
  readonly analysis?: RollbackAnalysisProps | undefined;
}

/** How Prometheus is asked whether an environment does well. */
export interface RollbackAnalysisProps {
  /** How long. @default 5 minutes */
  readonly duration?: Duration | undefined;
  /** Time between two measurements. @default 30 s */
  readonly interval?: Duration | undefined;
  /** Besides whether proxies take their configuration; one value that is not good is a failure. @default none */
  readonly metrics?: readonly HealthQuery[] | undefined;
}

export const ROLLBACK = objectOf<RollbackProps>({
  by: optional(oneOf('pull-request', 'push')),
  timeout: optional(DURATION),
  whenUnknown: optional(oneOf('fail', 'revert')),
  analysis: optional(
    objectOf<RollbackAnalysisProps>({
      duration: optional(DURATION),
      interval: optional(DURATION),
      metrics: optional(
        distinctOf(
          objectOf<HealthQuery>({
            name: valueOf({ fix: 'use letters, digits and dashes' }, (value) => {
              return typeof value === 'string' && /^[\w-]+$/.test(value);
            }),
            // GitHub would evaluate an expression.
            query: valueOf({ fix: 'pass PromQL' }, (value) => {
              return typeof value === 'string' && value.trim() !== '' && !value.includes('${{');
            }),
            min: optional(NUMBER),
            max: optional(NUMBER),
            whenEmpty: oneOf('inconclusive', 'success', 'failure'),
          }),
          ({ name }) => name,
        ),
      ),
    }),
  ),
});

/** Props with their defaults. */
export interface RollbackSettings {
  readonly by: 'pull-request' | 'push';
  readonly timeout: Duration;
  readonly whenUnknown: 'fail' | 'revert';
  readonly duration: Duration;
  readonly interval: Duration;
  readonly metrics: readonly HealthQuery[];
}

const WHERE = 'rollback';

/** @throws PropsError for metrics that can never be good or never be bad */
export function rollbackSettings(props: RollbackProps): RollbackSettings {
  const { by = 'pull-request', timeout = Duration.minutes(15), whenUnknown = 'fail', analysis = {} } = props;
  const { duration = Duration.minutes(5), interval = Duration.seconds(30), metrics = [] } = analysis;
  const all = [...istioConfigHealth(percent(99)), ...metrics];
  for (const { name, min, max } of metrics) {
    if (all.filter((other) => other.name === name).length > 1) {
      throw new PropsError(WHERE, `the metric "${name}" is asked for already`, 'choose another name');
    }
    if (min === undefined && max === undefined) {
      throw new PropsError(WHERE, `the metric "${name}" has no range, so that any value passes`, 'set `min` or `max`');
    }
    if (min !== undefined && max !== undefined && min > max) {
      throw new PropsError(
        WHERE,
        `the metric "${name}" has no good value from ${min} to ${max}`,
        'swap `min` and `max`',
      );
    }
  }
  return { by, timeout, whenUnknown, duration, interval, metrics: all };
}
