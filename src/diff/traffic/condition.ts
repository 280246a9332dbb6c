import { isMap, JsonMap } from '../../model/json';
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
