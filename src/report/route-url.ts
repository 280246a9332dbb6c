import { pathWithQuery } from '../mesh/routing/routed-request';
import type { TrafficRequest } from '../mesh/traffic/request';

type Target = Pick<TrafficRequest, 'scheme' | 'host' | 'port' | 'path' | 'query' | 'isQueryEmpty'>;

const PORTS = { http: 80, https: 443 } as const;

/** The URL that a request is for. */
export function urlOf(target: Target): string {
  return `${target.scheme}://${whereOf(target)}${pathWithQuery(target)}`;
}

/** Host and port of its URL, the usual port left out. */
export function whereOf({ scheme, host, port }: Pick<Target, 'scheme' | 'host' | 'port'>): string {
  return port === PORTS[scheme] ? host : `${host}:${port}`;
}
