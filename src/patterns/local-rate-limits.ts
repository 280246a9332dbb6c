import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  EnvoyFilter,
  EnvoyFilterConfigPatches,
  EnvoyFilterMatch,
  EnvoyFilterSpec,
} from '../../imports/networking.istio.io';
import type { Rate } from '../model/rate';
import { TESTED_ENVOY_FILTER } from './tested-envoy-filter';

/** Label that keeps the files of rate limits together. */
export const RATE_LIMIT_LABEL = { 'app.kubernetes.io/component': 'rate-limit' } as const;

/**
 * Where our filters come among several EnvoyFilters of one proxy: after those of users, who leave the priority at its
 * default of 0. Stated, because the order of relative patches of one priority is that of their creation.
 */
export const FILTER_PRIORITY = 10;

const LOCAL_RATE_LIMIT = 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';
const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/**
 * Where a limit holds. Each level is a filter of its own in Envoy, so that a request counts against all of them: the
 * configuration that a route has for a filter replaces the filter's own.
 */
type Level = 'workload' | 'host' | 'route';

export interface LocalRateLimitsProps {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Name of the EnvoyFilter. */
  readonly name: string;
  /** Labels of the pods whose proxies limit. */
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Which listeners of them: those of a gateway, or those for requests to an application. */
  readonly context: 'GATEWAY' | 'SIDECAR_INBOUND';
}

/**
 * The rate limits that the proxies of one workload enforce by themselves: every proxy counts its own requests, so what
 * callers get altogether is the rate times the number of pods. Requests over the rate get 429.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/local_rate_limit_filter
 */
export class LocalRateLimits extends Construct {
  private readonly context: LocalRateLimitsProps['context'];
  private readonly filters: EnvoyFilterConfigPatches[] = [];
  private readonly overrides: EnvoyFilterConfigPatches[] = [];
  private readonly levels = new Set<Level>();

  constructor(scope: Construct, id: string, { namespace, name, matchLabels, context }: LocalRateLimitsProps) {
    super(scope, id);
    this.context = context;
    const spec = (): EnvoyFilterSpec => ({
      workloadSelector: { labels: matchLabels },
      priority: FILTER_PRIORITY,
      configPatches: [...this.filters, ...this.overrides],
    });
    new EnvoyFilter(this, 'Resource', {
      metadata: { name, namespace, labels: RATE_LIMIT_LABEL, annotations: TESTED_ENVOY_FILTER },
      // Limits may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as EnvoyFilterSpec,
    });
  }

  /** Limits all requests together. */
  limitAll(rate: Rate): void {
    this.addFilter('workload', bucket('workload', rate));
  }

  /** Limits the requests for one host of a gateway. */
  limitHost(host: string, port: number, rate: Rate): void {
    this.override('host', 'VIRTUAL_HOST', { vhost: { name: `${host}:${port}` } }, rate);
  }

  /** Limits the requests that one route of a host takes, by the name that the virtual service gives it. */
  limitRoute(host: string, port: number, route: string, rate: Rate): void {
    this.override('route', 'HTTP_ROUTE', { vhost: { name: `${host}:${port}`, route: { name: route } } }, rate);
  }

  private override(
    level: Level,
    applyTo: 'VIRTUAL_HOST' | 'HTTP_ROUTE',
    routeConfiguration: NonNullable<EnvoyFilterMatch['routeConfiguration']>,
    rate: Rate,
  ): void {
    // The filter itself limits nothing: only the routes that override it have a bucket.
    this.addFilter(level, { stat_prefix: statPrefix(level) });
    this.overrides.push({
      applyTo,
      match: { context: this.context, routeConfiguration },
      patch: {
        operation: 'MERGE',
        value: {
          typed_per_filter_config: { [filterName(level)]: { '@type': LOCAL_RATE_LIMIT, ...bucket(level, rate) } },
        },
      },
    });
  }

  private addFilter(level: Level, config: Readonly<Record<string, unknown>>): void {
    if (this.levels.has(level)) return;
    this.levels.add(level);
    this.filters.push({
      applyTo: 'HTTP_FILTER',
      match: { context: this.context, listener: { filterChain: { filter: { name: HTTP_CONNECTION_MANAGER } } } },
      patch: {
        // First in the chain, so that requests which authentication would refuse count as well.
        operation: 'INSERT_FIRST',
        value: { name: filterName(level), typed_config: { '@type': LOCAL_RATE_LIMIT, ...config } },
      },
    });
  }
}

function filterName(level: Level): string {
  return `istio-gitops.local-rate-limit.${level}`;
}

function statPrefix(level: Level): string {
  return `local_rate_limit_${level}`;
}

function bucket(level: Level, { requests, interval }: Rate): Readonly<Record<string, unknown>> {
  const always = (key: string): unknown => ({
    runtime_key: `${statPrefix(level)}_${key}`,
    default_value: { numerator: 100, denominator: 'HUNDRED' },
  });
  return {
    stat_prefix: statPrefix(level),
    token_bucket: {
      max_tokens: requests,
      tokens_per_fill: requests,
      fill_interval: `${interval.milliseconds / 1000}s`,
    },
    filter_enabled: always('enabled'),
    filter_enforced: always('enforced'),
  };
}
