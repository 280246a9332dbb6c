import type { JsonMap } from '../../model/json';
import { didYouMean } from '../../model/suggest';
import { REGISTERED_METHODS } from '../http';
import { isIP } from '../ip';
import { isJoined, joinValues } from '../routing/header-operations';
import type { TrafficRequest } from './request';

/** A request as people write it. */
export interface WrittenRequest {
  /** @default GET */
  readonly method?: string;
  /** `https://shop.example.com/cart?item=1` */
  readonly url: string;
  /** Names in any case; a list for a header that comes several times. @default none */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** As {@link TrafficRequest.from} has it. @default ingress */
  readonly from?: string;
  /** The identity that the sender proves: `cluster.local/ns/shop/sa/web`. */
  readonly as?: string;
  /** Of a token that passes all that its issuer is asked for. @default none, or those of a bearer token */
  readonly claims?: JsonMap;
  /** IP address of the sender. */
  readonly address?: string;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const URL_PARTS = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/is;
const AUTHORITY = /^(\[[\da-f:.]+\]|[^:[\]@]+)(?::(\d*))?$/i;

/** @throws RangeError in words that can be shown, for what is no request */
export function parseRequest({
  method = 'GET',
  url,
  headers = {},
  from = 'ingress',
  as,
  claims,
  address,
}: WrittenRequest): TrafficRequest {
  const { authority, ...target } = parseUrl(url);
  const { host = authority, ...parsed } = parseHeaders(headers);
  return {
    method: methodOf(method),
    ...target,
    authority: host,
    ...parsed,
    from,
    ...(as !== undefined && { principal: principalOf(as) }),
    ...(claims !== undefined && { claims }),
    ...(address !== undefined && { address: addressOf(address) }),
  };
}

/** Proxies refuse others over HTTP/1.1, and who writes one has most likely misspelt it. */
function methodOf(written: string): string {
  const method = written.toUpperCase();
  if (REGISTERED_METHODS.has(method)) return method;
  throw new RangeError(`${JSON.stringify(written)} is no method of HTTP${didYouMean(method, REGISTERED_METHODS)}`);
}

const SCHEME = 'spiffe://';
const IDENTITY = /^[^/\s]+\/ns\/[^/\s]+\/sa\/[^/\s]+$/;

/** Istio leaves the scheme of identities out; what has it may be of another shape, as workloads outside of clusters have. */
function principalOf(written: string): string {
  const principal = written.startsWith(SCHEME) ? written.slice(SCHEME.length) : written;
  const isIdentity = principal === written ? IDENTITY.test(principal) : /^[^/\s]+\/\S+$/.test(principal);
  if (isIdentity && !principal.includes('://')) return principal;
  throw new RangeError(`${JSON.stringify(written)} is no identity; write all of it, as cluster.local/ns/shop/sa/web`);
}

function addressOf(written: string): string {
  if (isIP(written)) return written;
  throw new RangeError(`${JSON.stringify(written)} is no IP address; write one such as 10.0.0.1`);
}

type Target = Pick<TrafficRequest, 'scheme' | 'host' | 'port' | 'authority' | 'path' | 'query' | 'isQueryEmpty'>;

/** Keeps the path as it is written, which `URL` would not. */
function parseUrl(url: string): Target {
  const [, scheme = '', authority = '', path = '', query] = URL_PARTS.exec(url) ?? [];
  if (scheme === '') {
    throw new RangeError(`${JSON.stringify(url)} is no URL; write https://shop.example.com/cart or http://…`);
  }
  const protocol = scheme.toLowerCase();
  if (protocol !== 'http' && protocol !== 'https') {
    throw new RangeError(`${JSON.stringify(url)} has scheme ${scheme}; only http and https are known`);
  }
  if (/[\s\p{Cc}]/u.test(url)) throw new RangeError(`${JSON.stringify(url)} has a space; write it as %20`);
  const [, host = '', written = ''] = AUTHORITY.exec(authority) ?? [];
  if (host === '') throw new RangeError(`${JSON.stringify(url)} has no host that can be read`);
  const own = protocol === 'https' ? 443 : 80;
  const port = written === '' ? own : Number(written);
  if (port < 1 || port > 65535)
    throw new RangeError(`${JSON.stringify(url)} has port ${written}; ports are 1 to 65535`);
  return {
    scheme: protocol,
    host: host.toLowerCase(),
    port,
    authority: port === own ? host : `${host}:${port}`,
    path: path === '' ? '/' : path,
    query: query ?? '',
    ...(query === '' && { isQueryEmpty: true }),
  };
}

function parseHeaders(
  written: NonNullable<WrittenRequest['headers']>,
): Pick<TrafficRequest, 'headers' | 'repeatedHeaders'> & { readonly host?: string } {
  const headers: Record<string, string> = {};
  const repeated: Record<string, readonly string[]> = {};
  const byName = new Map(Object.entries(written).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of byName) {
    const values = typeof value === 'string' ? [value] : value;
    for (const one of values) checkHeader(name, one);
    if (values.length === 0) continue;
    if (values.length > 1 && name === 'host') throw new RangeError('there is more than one host: proxies take one');
    headers[name] = joinValues(name, values);
    if (values.length > 1 && !isJoined(name)) repeated[name] = values;
  }
  const { host, ...others } = headers;
  return {
    ...(host !== undefined && { host }),
    headers: others,
    ...(Object.keys(repeated).length > 0 && { repeatedHeaders: repeated }),
  };
}

function checkHeader(name: string, value: string): void {
  if (!TOKEN.test(name)) throw new RangeError(`${JSON.stringify(name)} is no name of a header`);
  if (/[\r\n\0]/.test(value)) throw new RangeError(`the value of header ${name} has a line break`);
}
