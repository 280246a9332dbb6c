import type { JsonMap } from '../../model/json';
import type { TrafficRequest } from '../traffic/request';
import { repeatedValues } from './header-operations';

/** A request as a proxy routes it, with the claims of the token that the proxy took, if it took one. */
export interface RoutedRequest extends Pick<
  TrafficRequest,
  'method' | 'scheme' | 'authority' | 'path' | 'query' | 'isQueryEmpty' | 'headers' | 'repeatedHeaders'
> {
  readonly claims?: JsonMap | undefined;
}

/** Path and query as they are in the first line of a request. */
export function pathWithQuery(request: WithQuery): string {
  return request.path + queryOf(request);
}

/** With the question mark; `''` for none. */
export function queryOf({ query, isQueryEmpty }: Omit<WithQuery, 'path'>): string {
  return query === '' && isQueryEmpty !== true ? '' : `?${query}`;
}

type WithQuery = Pick<TrafficRequest, 'path' | 'query' | 'isQueryEmpty'>;

/** A header, or what HTTP/2 has in place of one. */
export function headerOf(request: RoutedRequest, name: string): string | undefined {
  switch (name) {
    case ':authority':
    case 'host':
      return request.authority;
    case ':method':
      return request.method;
    case ':path':
      return pathWithQuery(request);
    case ':scheme':
      return request.scheme;
    default:
      return Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  }
}

/** Whether a value of a header passes a test, each by itself; undefined where there is none. */
export function someValue(
  request: RoutedRequest,
  name: string,
  passes: (value: string) => boolean,
): boolean | undefined {
  const repeated = repeatedValues(request, name);
  if (repeated !== undefined) return repeated.some(passes);
  const value = headerOf(request, name);
  return value === undefined ? undefined : passes(value);
}

/** The first value of a parameter, as it is written: proxies decode neither names nor values. */
export function queryParameter(query: string, name: string): string | undefined {
  for (let start = 0; start < query.length;) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand < 0 ? query.length : ampersand;
    const equals = query.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (nameEnd - start === name.length && query.startsWith(name, start)) return query.slice(nameEnd + 1, end);
    start = end + 1;
  }
  return undefined;
}
