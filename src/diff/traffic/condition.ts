import { REGISTERED_METHODS } from '../../mesh/http';
import { isMap, Json, JsonMap } from '../../model/json';
import type { Condition } from './probe';

/**
 * All that several conditions ask for.
 *
 * @param token claims that a token has beside those, if one is asked for
 */
export function joined(conditions: readonly Condition[], token: JsonMap = {}): Condition {
  let all: Condition = {};
  for (const { headers, query, claims, ...others } of conditions) {
    all = {
      ...all,
      ...others,
      ...(headers !== undefined && { headers: { ...all.headers, ...headers } }),
      ...(query !== undefined && { query: all.query === undefined ? query : `${all.query}&${query}` }),
      ...(claims !== undefined && { claims: merged(all.claims ?? token, claims) }),
    };
  }
  return all;
}

function merged(one: JsonMap, other: JsonMap): JsonMap {
  const all = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const own = all[name] ?? null;
    all[name] = isMap(own) && isMap(value) ? merged(own, value) : value;
  }
  return all;
}

/** A header with each of some values; the pseudo-headers of a request are its method and its host, and no other is asked. */
export function conditionsOfHeader(name: string, values: readonly string[]): readonly Condition[] {
  const lower = name.toLowerCase();
  if (lower === ':method') return values.map((method) => ({ method }));
  if (lower.startsWith(':') && lower !== ':authority') return [];
  const header = lower === ':authority' ? 'host' : lower;
  return values.map((value) => ({ headers: { [header]: value } }));
}

/** Claims that have a value at a path of names. */
export function claimsAt(path: readonly string[], value: Json): JsonMap {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value) as JsonMap;
}

/** What people send most. */
const COMMON = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** A method that begins and ends in some way, rather a common one; undefined for none. */
export function methodLike(start: string, end = ''): string | undefined {
  return [...COMMON, ...REGISTERED_METHODS].find((method) => method.startsWith(start) && method.endsWith(end));
}
