import { parseRequest } from '../mesh/traffic/parse-request';
import type { JsonMap } from '../model/json';
import type { RequestDefaults, RequestLine } from './line';
import { loggedOutcome } from './logged-outcome';

/** Whether a line has the fields by which Istio's default JSON format is known, which no request of ours has. */
export function isLogEntry(line: JsonMap): boolean {
  return !('url' in line) && 'authority' in line && 'path' in line;
}

/**
 * The request of an entry, and what became of it.
 *
 * @see https://istio.io/latest/docs/tasks/observability/logs/access-log/
 * @throws RangeError when it cannot be understood
 */
export function readLogEntry(entry: JsonMap, defaults: RequestDefaults): RequestLine {
  const said = (field: string): string | undefined => textOf(entry[field]);
  const [method, authority, path] = [said('method'), said('authority'), said('path')];
  if (said('upstream_cluster')?.startsWith('inbound|') === true) return { skipped: 'inbound' };
  // Such as a CONNECT, or an OPTIONS of `*`.
  if (method === undefined || authority === undefined || path?.startsWith('/') !== true)
    return { skipped: 'no request' };

  const serverName = said('requested_server_name');
  const scheme = serverName === undefined ? 'http' : 'https';
  const written = withoutPort(authority);
  const host = serverName ?? written;
  const port = portOf(said('downstream_local_address'), scheme, defaults);
  const address = addressIn(said('downstream_remote_address'));
  const client = address ?? defaults.address;
  const logged = loggedOutcome(said);
  const request = parseRequest({
    url: `${scheme}://${host}:${port}${path}`,
    headers: {
      host: isRewritten(written, serverName, defaults) ? host : authority,
      ...headersOf(said, address),
      ...defaults.headers,
    },
    from: defaults.from,
    ...(defaults.as !== undefined && { as: defaults.as }),
    ...(defaults.claims !== undefined && { claims: defaults.claims }),
    ...(client !== undefined && { address: client }),
  });
  return {
    // It has come through, whatever it is called.
    request: { ...request, method },
    ...(logged !== undefined && { logged }),
  };
}

/** Envoy writes null, or `-`, for what there is none of, and numbers as such or as strings. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value !== 'string' || value === '-' || value === '' ? undefined : value;
}

/** Not the colons of an IPv6 address, which stands in brackets. */
function withoutPort(authority: string): string {
  return authority.replace(/:\d+$/, '');
}

/** Envoy logs the Host header that the backend gets. One that no gateway serves is none that the client has sent. */
function isRewritten(host: string, serverName: string | undefined, { served }: RequestDefaults): boolean {
  return serverName !== undefined && host !== serverName && served?.has(host) === false;
}

/** A gateway may listen on another port than its service has: 8443 for 443. */
function portOf(address: string | undefined, scheme: 'http' | 'https', { served }: RequestDefaults): number {
  const usual = scheme === 'https' ? 443 : 80;
  const [, written] = /:(\d+)$/.exec(address ?? '') ?? [];
  if (written === undefined) return usual;
  const port = Number(written);
  return served === undefined || served.ports.has(port) ? port : usual;
}

/** `10.0.0.1` of `10.0.0.1:443`, `::1` of `[::1]:443`. */
function addressIn(remote: string | undefined): string | undefined {
  return remote?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** Those that are in the log, as the client sent them. */
function headersOf(said: (field: string) => string | undefined, address: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  const agent = said('user_agent');
  if (agent !== undefined) headers['user-agent'] = agent;
  const forwarded = (said('x_forwarded_for') ?? '').split(',').map((each) => each.trim());
  // A gateway adds the address that it sees to the end of the list before it writes the log.
  if (forwarded.at(-1) === address || forwarded.at(-1) === '') forwarded.pop();
  if (forwarded.length > 0) headers['x-forwarded-for'] = forwarded.join(', ');
  return headers;
}
