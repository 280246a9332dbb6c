import type { HttpRule } from '../virtual-service';
import type { RoutePlace } from './http-routes';
import { pathWithQuery, queryOf, RoutedRequest } from './routed-request';

type Redirect = NonNullable<HttpRule['redirect']>;

const CODES = [301, 302, 303, 307, 308];

/** Undefined for a code that Envoy cannot answer with. */
export function redirectStatus({ redirectCode }: Redirect): number | undefined {
  const code = (redirectCode ?? 0) === 0 ? 301 : redirectCode!;
  return CODES.includes(code) ? code : undefined;
}

/** The Location that a redirect answers with. */
export function redirectLocation(redirect: Redirect, request: RoutedRequest, place: RoutePlace): string {
  const scheme = text(redirect.scheme) ?? request.scheme;
  const port = redirectPort(redirect, place);
  const authority = text(redirect.authority) ?? ownAuthority(request, scheme, port !== 0);
  return `${scheme}://${authority}${port === 0 ? '' : `:${port}`}${redirectPath(redirect.uri ?? '', request)}`;
}

/** What a gateway answers a request without TLS with, where it asks for TLS. */
export function httpsLocation(request: RoutedRequest): string {
  return `https://${request.authority}${pathWithQuery(request)}`;
}

function text(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** 0 for none: a scheme's own port is not written. */
function redirectPort({ port, derivePort, scheme }: Redirect, place: RoutePlace): number {
  const written = port ?? (derivePort === 'FROM_REQUEST_PORT' ? place.port : 0);
  const target = text(scheme) ?? (place.isTls ? 'https' : 'http');
  if (port === undefined && derivePort === undefined) return 0;
  return written === OWN_PORTS[target] ? 0 : written;
}

const OWN_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** The port goes where the redirect has one, or where it is that of the scheme that is left. */
function ownAuthority({ authority, scheme }: RoutedRequest, target: string, hasPort: boolean): string {
  const end = authority.startsWith('[') ? authority.lastIndexOf(']:') + 1 : authority.lastIndexOf(':');
  if (end <= 0) return authority;
  const isOwn = target !== scheme && authority.slice(end) === `:${OWN_PORTS[scheme]}`;
  return hasPort || isOwn ? authority.slice(0, end) : authority;
}

/** A query of the redirect's takes the place of the request's. */
function redirectPath(uri: string, request: RoutedRequest): string {
  if (uri === '') return pathWithQuery(request);
  return uri.includes('?') ? uri : uri + queryOf(request);
}
