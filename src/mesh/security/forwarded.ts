import type { ArrivedRequest } from './inbound';
import { parseAddress } from './ip-range';

// Headers by which proxies tell those after them of clients.

const CLIENTS = 'x-forwarded-for';
const SCHEME = 'x-forwarded-proto';

/** What stands for the address of a client that nobody knows. */
const UNKNOWN = 'unknown';

type Headers = Readonly<Record<string, string>>;

/**
 * A request as a gateway has it: with the address of who connects after those of the clients before.
 *
 * @param trustedProxies before the gateway; without any, nobody else says how a request came
 */
export function atGatewayOf(
  request: ArrivedRequest,
  address: string | undefined = UNKNOWN,
  trustedProxies: number,
): ArrivedRequest {
  const before = request.headers[CLIENTS];
  const clients = before === undefined ? address : `${before},${address}`;
  const { [SCHEME]: said = request.scheme } = trustedProxies > 0 ? request.headers : NO_HEADERS;
  return schemed({ ...request, headers: { ...request.headers, [CLIENTS]: clients, [SCHEME]: said } }, said);
}

/** A request as the sidecar of its sender has it, which believes what the sender says. */
export function atSidecarOf(request: ArrivedRequest): ArrivedRequest {
  const said = request.headers[SCHEME];
  if (said !== undefined) return schemed(request, said);
  return { ...request, headers: { ...request.headers, [SCHEME]: request.scheme } };
}

const NO_HEADERS: Headers = {};

function schemed(request: ArrivedRequest, said: string): ArrivedRequest {
  const scheme = said.toLowerCase();
  return scheme === request.scheme || (scheme !== 'http' && scheme !== 'https') ? request : { ...request, scheme };
}

/** The clients of a request, null for none; undefined where one of them is not known. */
export function clientsIn(headers: Headers): string | null | undefined {
  const clients = headers[CLIENTS];
  if (clients === undefined) return null;
  return clients.split(',').includes(UNKNOWN) ? undefined : clients;
}

/**
 * The last client but so many.
 *
 * @returns null where there is none that can be read; undefined where nobody knows it
 */
export function clientIn(headers: Headers, skipped: number): string | null | undefined {
  const client = headers[CLIENTS]?.split(',')
    .at(-1 - skipped)
    ?.trim();
  if (client === undefined) return null;
  if (client === UNKNOWN) return undefined;
  return parseAddress(client) === undefined ? null : client;
}
