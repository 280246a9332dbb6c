import type { JsonMap } from '../../model/json';
import { applyOperations, repeatedValues } from '../routing/header-operations';
import { pathWithQuery } from '../routing/routed-request';
import type { HeaderOperations } from '../traffic/answer';
import { clientIn, clientsIn } from './forwarded';
import type { ArrivedRequest, Peer, Receiver } from './inbound';

/** A request as conditions of policies see it: at a receiver, with what its rules for tokens made of it. */
export interface InboundRequest {
  readonly receiver: Receiver;
  readonly peer: Peer;
  readonly request: ArrivedRequest;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Those of them that come several times. */
  readonly repeatedHeaders: Readonly<Record<string, readonly string[]>>;
  readonly query: string;
  /** Of the token that was accepted. */
  readonly claims: JsonMap | undefined;
}

export function inboundRequest(receiver: Receiver, peer: Peer, request: ArrivedRequest): InboundRequest {
  const { headers, repeatedHeaders = {}, query } = request;
  return { receiver, peer, request, headers, repeatedHeaders, query, claims: undefined };
}

/** The request as rules for tokens leave it. */
export function afterTokens(
  { receiver, peer, request, query, headers, repeatedHeaders }: InboundRequest,
  changes: { readonly claims?: JsonMap; readonly headers?: HeaderOperations; readonly query?: string },
): InboundRequest {
  return {
    receiver,
    peer,
    request,
    ...(changes.headers === undefined
      ? { headers, repeatedHeaders }
      : applyOperations({ headers, repeatedHeaders }, changes.headers)),
    query: changes.query ?? query,
    claims: changes.claims,
  };
}

/** Headers whose values proxies set themselves. */
const SET_BY_PROXIES = /^(x-forwarded-client-cert|x-request-id|x-envoy-.*|x-b3-.*|traceparent)$/;

/** The value of a header, null for none; undefined where a proxy sets it. */
export function headerOf({ request, headers, query }: InboundRequest, name: string): string | null | undefined {
  switch (name) {
    case ':method':
      return request.method;
    case ':authority':
    case 'host':
      return request.authority;
    case ':path':
      return pathWithQuery({ ...request, query });
    case ':scheme':
      return request.scheme;
    case 'x-forwarded-for':
      return clientsIn(headers);
    case 'x-forwarded-proto':
      return headers[name] ?? request.scheme;
    default:
      if (SET_BY_PROXIES.test(name)) return undefined;
      return Object.hasOwn(headers, name) ? headers[name]! : null;
  }
}

/** Its values, each by itself; none where a proxy sets it. */
export function headerValuesOf(request: InboundRequest, name: string): readonly string[] {
  const repeated = repeatedValues(request, name);
  if (repeated !== undefined) return repeated;
  const value = headerOf(request, name) ?? undefined;
  return value === undefined ? [] : [value];
}

/** Who connects as certificates have it; `''` for nobody. */
export function uriOf({ peer }: InboundRequest): string {
  return peer.principal === undefined ? '' : `spiffe://${peer.principal}`;
}

/** The name that the connection asks for; undefined where nobody knows. */
export function serverNameOf({ receiver, peer, request }: InboundRequest): string | undefined {
  if (peer.serverName !== undefined) return peer.serverName;
  if (peer.isMutualTls) return undefined;
  return receiver.kind === 'gateway' && request.scheme === 'https' ? request.host : '';
}

/** The address of who connects; undefined where nobody knows. */
export function connectingAddressOf({ peer }: InboundRequest): string | undefined {
  return peer.address;
}

/** The address of the client that the last gateway saw, or that the proxies which it trusts saw; undefined where nobody knows. */
export function remoteAddressOf({ receiver, peer, request }: InboundRequest): string | undefined {
  const { kind, trustedProxies = 0 } = receiver;
  const client = clientIn(request.headers, kind === 'gateway' ? trustedProxies : 0);
  return client === null ? peer.address : client;
}
