import type { TrafficRequest } from '../mesh/traffic/request';

type Target = Pick<TrafficRequest, 'scheme' | 'host' | 'port' | 'path' | 'query'>;

const PORTS = { http: 80, https: 443 } as const;

/** The URL that a request is for. */
export function urlOf({ path, query, ...target }: Target): string {
  return `${target.scheme}://${whereOf(target)}${path}${query === '' ? '' : `?${query}`}`;
}

/** Host and port of its URL, the usual port left out. */
export function whereOf({ scheme, host, port }: Omit<Target, 'path' | 'query'>): string {
  return port === PORTS[scheme] ? host : `${host}:${port}`;
}
