import type { Construct } from 'constructs';
import type { AnalysisMetric } from '../constructs/argo-rollouts/analysis';
import { AnalysisTemplate } from '../constructs/argo-rollouts/analysis-template';
import type { ResourceProps } from '../constructs/resource';
import { Duration } from '../model/duration';
import { PropsError } from '../model/props-error';
import { DEFAULT_SUCCESS_RATE, ProgressiveDelivery } from './progressive-delivery';

type RolloutsDelivery = Extract<ProgressiveDelivery, { readonly controller: 'argo-rollouts' }>;

/** As Flagger's own checks have it, and long enough for several scrapes of Prometheus. */
const WINDOW = Duration.minutes(1);

/**
 * The analysis of a Rollout by Istio's metrics of its new pods. The Rollout passes their hash:
 * `canary-hash`, by `valueFrom: { podTemplateHashValue: Latest }`.
 */
export function canaryAnalysis(
  scope: Construct,
  id: string,
  metadata: ResourceProps,
  delivery: RolloutsDelivery & { readonly rollout: string },
): AnalysisTemplate {
  const { prometheus, rollout, args = [], metrics = [], count, failedChecks } = delivery;
  if (count !== undefined && failedChecks > count) {
    throw new PropsError(
      scope.node.path,
      `failedChecks is ${failedChecks}, of ${count} measurements, so that it never fails`,
      'lower `failedChecks`, or raise `count`',
    );
  }
  return new AnalysisTemplate(scope, id, {
    ...metadata,
    prometheus,
    args: [{ name: 'canary-hash' }, ...args],
    metrics: [...requestMetrics(`${rollout}-{{args.canary-hash}}-.*`, metadata.namespace, delivery), ...metrics],
  });
}

function requestMetrics(pod: string, namespace: string, delivery: RolloutsDelivery): AnalysisMetric[] {
  const { successRate = DEFAULT_SUCCESS_RATE, requestDuration } = delivery;
  const { interval = WINDOW, count, failedChecks, inconclusiveLimit = 3 } = delivery;
  const requests = `reporter="destination",destination_workload_namespace="${namespace}",pod=~"${pod}"`;
  const rate = (metric: string, labels: string): string => `rate(${metric}{${labels}}[${WINDOW.toString()}])`;
  const all = rate('istio_requests_total', requests);
  const failed = rate('istio_requests_total', `${requests},response_code=~"5.*"`);
  const took = rate('istio_request_duration_milliseconds_bucket', requests);
  const measured = {
    interval,
    count,
    failureLimit: failedChecks - 1,
    // Rollouts refuses to put up with more than there are measurements.
    inconclusiveLimit: count === undefined ? inconclusiveLimit : Math.min(count, inconclusiveLimit),
    // Before that, the window has requests of the time before the canary.
    initialDelay: WINDOW,
    whenEmpty: 'inconclusive' as const,
  };
  return [
    {
      name: 'request-success-rate',
      // From the failed ones, which may be none: a sum of the good ones would be empty where all have failed.
      query: `100 * (1 - (sum(${failed}) or vector(0)) / sum(${all}))`,
      min: successRate.value,
      ...measured,
    },
    ...(requestDuration === undefined
      ? []
      : [
          {
            name: 'request-duration',
            query: `histogram_quantile(0.99, sum by (le) (${took}))`,
            max: requestDuration.milliseconds,
            ...measured,
          },
        ]),
  ];
}
