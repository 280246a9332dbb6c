import { ANALYSIS_SHAPE, AnalysisArgument, AnalysisMetric, LIMIT } from '../constructs/argo-rollouts/analysis';
import {
  ALERTS,
  AUTOSCALER,
  CanaryAlert,
  CanaryMetric,
  CanaryProps,
  CanaryWebhook,
  METRICS,
  WEBHOOKS,
} from '../constructs/flagger/canary';
import { COUNT, WHOLE_SECONDS } from '../constructs/flagger/values';
import { Duration } from '../model/duration';
import { Percent, percent } from '../model/percent';
import { eitherOf, objectOf, optional, PropCheck, Shape, someOf, variantsOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { DURATION, PERCENT, TEXT, WHOLE_PERCENT } from '../model/props-values';

/** What the canary's requests have to be like; looked at by Istio's metrics of the last minute. */
export interface CanaryThresholds {
  /**
   * Least share of the canary's requests that were answered by another status than 5xx, as its own proxies counted:
   * what never reached a pod of it, such as a 503 for want of pods, is not among them.
   * @default 99 %
   */
  readonly successRate?: Percent | undefined;
  /** Longest that 99 of 100 of the canary's requests took, at its own proxies. @default not looked at */
  readonly requestDuration?: Duration | undefined;
  /**
   * Failed checks that end the rollout, in all and not in a row: 1 ends it by the first. Flagger's `threshold`, and
   * one more than the `failureLimit` of Argo Rollouts.
   */
  readonly failedChecks: number;
}

/** Shares of the canary, one after the other. */
export type CanarySteps =
  | readonly Percent[]
  /** Equal steps; the canary is promoted after the last one that is not above `upTo`. */
  | { readonly by: Percent; readonly upTo: Percent };

export interface FlaggerProps extends CanaryThresholds {
  /** How the weight of the canary grows. */
  readonly steps: CanarySteps;
  /** How long each step takes at least: the time between two checks, in whole seconds. */
  readonly interval: Duration;
  /** What the share of the promoted version grows by when requests move back to it. @default everything at once */
  readonly stepWeightPromotion?: Percent | undefined;
  /** Name of the Deployment. @default that of the application */
  readonly deployment?: string | undefined;
  /** What scales the Deployment, which then has no `replicas`. @default nothing */
  readonly autoscaler?: CanaryProps['autoscaler'];
  /** Metrics of one's own. @default none */
  readonly metrics?: readonly CanaryMetric[] | undefined;
  /** Load tests, gates, and who is told of events. @default none */
  readonly webhooks?: readonly CanaryWebhook[] | undefined;
  /** @default what Flagger's installation says */
  readonly alerts?: readonly CanaryAlert[] | undefined;
  /** URL of the Prometheus that has Istio's metrics. @default that of Flagger's installation */
  readonly metricsServer?: string | undefined;
  /** How long pods may take to be ready before the canary is rolled back. @default 10 min */
  readonly progressDeadline?: Duration | undefined;
}

export interface ArgoRolloutsProps extends CanaryThresholds {
  /** URL of the Prometheus that has Istio's metrics, as the Rollouts controller reaches it. */
  readonly prometheus: string;
  /** Name of the Rollout, whose pods are `<rollout>-<hash>-…`. @default that of the application */
  readonly rollout?: string | undefined;
  /** Time between two measurements. @default 1 min */
  readonly interval?: Duration | undefined;
  /**
   * Measurements until the analysis is done, for an analysis that is a step of the Rollout.
   * @default until the Rollout ends: for an analysis in the background
   */
  readonly count?: number | undefined;
  /** Measurements without a request that are put up with: one more pauses the Rollout. @default 3 */
  readonly inconclusiveLimit?: number | undefined;
  /** Metrics of one's own. @default none */
  readonly metrics?: readonly AnalysisMetric[] | undefined;
  /** What these have to be told, besides `canary-hash`. @default nothing */
  readonly args?: readonly AnalysisArgument[] | undefined;
}

/** Which controller moves requests to new versions: `flagger(…)` or `argoRollouts(…)`. */
export type ProgressiveDelivery =
  ({ readonly controller: 'flagger' } & FlaggerProps) | ({ readonly controller: 'argo-rollouts' } & ArgoRolloutsProps);

export const DEFAULT_SUCCESS_RATE = percent(99);

const THRESHOLDS: Shape<CanaryThresholds> = {
  successRate: optional(PERCENT),
  requestDuration: optional(DURATION),
  failedChecks: COUNT,
};

const STEPS: PropCheck<CanarySteps> = eitherOf(
  someOf(WHOLE_PERCENT),
  objectOf<{ readonly by: Percent; readonly upTo: Percent }>({ by: WHOLE_PERCENT, upTo: WHOLE_PERCENT }),
);

const FLAGGER: Shape<FlaggerProps> = {
  ...THRESHOLDS,
  steps: STEPS,
  interval: WHOLE_SECONDS,
  stepWeightPromotion: optional(WHOLE_PERCENT),
  deployment: optional(TEXT),
  autoscaler: optional(AUTOSCALER),
  metrics: optional(METRICS),
  webhooks: optional(WEBHOOKS),
  alerts: optional(ALERTS),
  metricsServer: optional(TEXT),
  progressDeadline: optional(WHOLE_SECONDS),
};

const ARGO_ROLLOUTS: Shape<ArgoRolloutsProps> = {
  ...THRESHOLDS,
  prometheus: TEXT,
  rollout: optional(TEXT),
  interval: optional(DURATION),
  count: optional(COUNT),
  inconclusiveLimit: optional(LIMIT),
  metrics: optional(ANALYSIS_SHAPE.metrics),
  args: ANALYSIS_SHAPE.args,
};

const FLAGGER_PROPS = objectOf<FlaggerProps>(FLAGGER);
const ARGO_ROLLOUTS_PROPS = objectOf<ArgoRolloutsProps>(ARGO_ROLLOUTS);

export const PROGRESSIVE_DELIVERY: PropCheck<ProgressiveDelivery> = variantsOf<ProgressiveDelivery, 'controller'>(
  'controller',
  { flagger: FLAGGER, 'argo-rollouts': ARGO_ROLLOUTS },
);

/**
 * Flagger rolls out each new version of the Deployment by itself: it makes and moves all routes of the application.
 *
 * @see https://docs.flagger.app/tutorials/istio-progressive-delivery
 */
export function flagger(props: FlaggerProps): ProgressiveDelivery {
  checkProps('flagger', FLAGGER_PROPS, props);
  return { controller: 'flagger', ...props };
}

/**
 * A Rollout in place of the Deployment moves the weights of one route of ours, and is judged by an analysis of ours.
 *
 * @see https://argoproj.github.io/argo-rollouts/features/traffic-management/istio/
 */
export function argoRollouts(props: ArgoRolloutsProps): ProgressiveDelivery {
  checkProps('argoRollouts', ARGO_ROLLOUTS_PROPS, props);
  return { controller: 'argo-rollouts', ...props };
}
