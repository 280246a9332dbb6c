import type { Construct } from 'constructs';
import { ClusterAnalysisTemplate } from '../constructs/argo-rollouts/cluster-analysis-template';
import { COUNT } from '../constructs/flagger/values';
import { Duration } from '../model/duration';
import { Percent, percent } from '../model/percent';
import { objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { DURATION, PERCENT, TEXT } from '../model/props-values';

export interface IstioConfigHealthProps {
  /** URL of the Prometheus that scrapes istiod, as the Rollouts controller reaches it. */
  readonly prometheus: string;
  /** Time between two measurements. @default 30 s */
  readonly interval?: Duration | undefined;
  /** Measurements, each of which has to be good. @default 5 */
  readonly count?: number | undefined;
  /** Least share of the changes that proxies had within 10 s. @default 99 % */
  readonly convergence?: Percent | undefined;
}

const PROPS = objectOf<IstioConfigHealthProps>({
  prometheus: TEXT,
  interval: optional(DURATION),
  count: optional(COUNT),
  convergence: optional(PERCENT),
});

/**
 * Whether proxies take the configuration that istiod gives them: an analysis for after a change of it.
 *
 * @see https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics
 */
export class IstioConfigHealth extends ClusterAnalysisTemplate {
  /** @param id also the name, by which Rollouts and analysis runs refer to it: `istio-config-health` */
  constructor(scope: Construct, id: string, props: IstioConfigHealthProps) {
    checkProps([scope, id], PROPS, props);
    const { prometheus, interval = Duration.seconds(30), count = 5, convergence = percent(99) } = props;
    const measured = { interval, count };
    // A counter is not there before it has counted, and `increase` misses what it began with. Its absence is 0, but only
    // where istiod is scraped at all.
    const increase = (counter: string): string =>
      `(sum((${counter} unless ${counter} offset 2m) or increase(${counter}[2m])) or vector(0))` +
      ' and on() (count(pilot_info) > 0)';
    const none = (name: string, counter: string) => ({
      name,
      query: increase(counter),
      max: 0,
      whenEmpty: 'inconclusive' as const,
      ...measured,
    });
    super(scope, id, {
      prometheus,
      metrics: [
        none('rejected-by-proxies', 'pilot_total_xds_rejects'),
        none('rejected-at-admission', 'galley_validation_failed'),
        none('internal-errors', 'pilot_total_xds_internal_errors'),
        {
          name: 'convergence',
          // Prometheus 3 writes the bound of a bucket as 10.0, earlier ones as istiod does.
          query: [
            '100 * sum(rate(pilot_proxy_convergence_time_bucket{le=~"10|10.0"}[2m]))',
            'sum(rate(pilot_proxy_convergence_time_count[2m]))',
          ].join(' / '),
          min: convergence.value,
          // Nothing has changed, so nothing could be late.
          whenEmpty: 'success',
          ...measured,
        },
      ],
    });
  }
}
