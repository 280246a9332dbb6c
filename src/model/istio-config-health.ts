import type { Percent } from './percent';

/** A number that Prometheus is asked for, and which values of it are good. */
export interface HealthQuery {
  /** Unique among those that are asked together. */
  readonly name: string;
  /** PromQL; each series of the answer counts. */
  readonly query: string;
  /** Lowest value that is good. At least one of `min` and `max` is set. @default none */
  readonly min?: number | undefined;
  /** Highest value that is good. @default none */
  readonly max?: number | undefined;
  /** What it means that there is no value, or one that is no number. */
  readonly whenEmpty: 'inconclusive' | 'success' | 'failure';
}

/**
 * Whether proxies take the configuration that istiod gives them.
 *
 * @param convergence least share of the changes that proxies had within 10 s
 * @see https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics
 */
export function istioConfigHealth(convergence: Percent): readonly HealthQuery[] {
  return [
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
    },
  ];
}

function none(name: string, counter: string): HealthQuery {
  return { name, query: increase(counter), max: 0, whenEmpty: 'inconclusive' };
}

/**
 * A counter is not there before it has counted, and `increase` misses what it began with. Its absence is 0, but only
 * where istiod is scraped at all.
 */
function increase(counter: string): string {
  return (
    `(sum((${counter} unless ${counter} offset 2m) or increase(${counter}[2m])) or vector(0))` +
    ' and on() (count(pilot_info) > 0)'
  );
}
