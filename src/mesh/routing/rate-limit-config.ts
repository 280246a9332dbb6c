import { isList, isMap, Json, JsonMap } from '../../model/json';

/** What one patch says of one filter that limits. */
export interface LimitConfig {
  /** Name of the filter. */
  readonly filter: string;
  /** Absent where the filter is there and limits nothing by itself. */
  readonly limit?: Limit;
}

export type Limit = TokenBucket | { readonly domain: string };

interface TokenBucket {
  readonly most: number;
  readonly perFill: number;
  readonly interval: string;
  /** Percent of requests that it counts and refuses. */
  readonly share: number;
}

const GLOBAL = 'envoy.filters.http.ratelimit';
const LOCAL_TYPE = /\.local_ratelimit\.v3\.LocalRateLimit$/;
const GLOBAL_TYPE = /\.ratelimit\.v3\.RateLimit$/;

/** In words that can follow a name. */
export function bucketText(limit: Limit): string {
  if ('domain' in limit) return `as the rate limit service says${limit.domain === '' ? '' : ` for ${limit.domain}`}`;
  const { most, perFill, interval, share } = limit;
  const burst = most === perFill ? '' : `, ${most} at once`;
  return `${perFill} per ${interval}${burst}${share === 100 ? '' : `, for ${share} % of requests`}`;
}

/** The limits in the value of a patch: a filter, what a host or a route has for filters, or what it has them count. */
export function limitConfigOf(value: unknown): readonly LimitConfig[] {
  const map = mapOf(value as Json | undefined);
  if (map === undefined) return [];
  const name = typeof map['name'] === 'string' ? map['name'] : '';
  const own = mapOf(map['typed_config']);
  if (own !== undefined) {
    if (GLOBAL_TYPE.test(typeOf(own))) return [{ filter: name }];
    return LOCAL_TYPE.test(typeOf(own)) ? [ofFilter(name, own)] : [];
  }
  const perFilter = Object.entries(mapOf(map['typed_per_filter_config']) ?? {}).flatMap(([filter, config]) => {
    const typed = mapOf(config);
    return typed !== undefined && LOCAL_TYPE.test(typeOf(typed)) ? [ofFilter(filter, typed)] : [];
  });
  const actions = map['rate_limits'] ?? mapOf(map['route'])?.['rate_limits'];
  return actions !== undefined && isList(actions) && actions.length > 0
    ? [...perFilter, { filter: GLOBAL, limit: { domain: '' } }]
    : perFilter;
}

/** Of a message, or of one that is written as a structure. */
function typeOf(config: JsonMap): string {
  const type = config['type_url'] ?? config['@type'];
  return typeof type === 'string' ? type : '';
}

function ofFilter(filter: string, written: JsonMap): LimitConfig {
  const config = mapOf(written['value']) ?? written;
  const bucket = mapOf(config['token_bucket']);
  // Nothing is counted, and nothing refused, unless it says so.
  const share = Math.min(percentage(config['filter_enabled']), percentage(config['filter_enforced']));
  if (bucket === undefined || share === 0) return { filter };
  const perFill = Number(bucket['tokens_per_fill'] ?? 1);
  const interval = bucket['fill_interval'];
  return {
    filter,
    limit: {
      most: Number(bucket['max_tokens'] ?? 0),
      perFill,
      interval: typeof interval === 'string' ? interval : '?',
      share,
    },
  };
}

const DENOMINATORS: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

function percentage(fraction: Json | undefined): number {
  const { numerator, denominator } = mapOf(mapOf(fraction)?.['default_value']) ?? {};
  const whole = typeof denominator === 'string' ? DENOMINATORS[denominator] : undefined;
  return (Number(numerator ?? 0) * 100) / (whole ?? 100);
}

function mapOf(value: Json | undefined): JsonMap | undefined {
  return value !== undefined && isMap(value) ? value : undefined;
}
