import type { JsonMap } from '../../model/json';
import type { Labels } from '../labels';
import type { HeaderOperations, PolicyEffect } from '../traffic/answer';
import type { TrafficRequest } from '../traffic/request';
import type { Semantic } from '../traffic/semantics';

/** The pods that a request reaches. */
export interface Receiver {
  readonly namespace: string;
  readonly labels: Labels;
  readonly kind: 'sidecar' | 'gateway';
  /** Port that their proxy listens on for it: of a gateway's server, or of the pods. */
  readonly port: number;
  /** What that port speaks. @default http */
  readonly protocol?: 'http' | 'tcp';
  /** How many proxies before a gateway say truly whom they have a request from. @default 0 */
  readonly trustedProxies?: number;
  /** Whether a gateway has a route for the request; where it has none, no authorizer is asked. @default it has */
  readonly hasRoute?: () => boolean;
  /** What steps call its proxy. @default namespace and app label */
  readonly name?: string;
}

/** Who connects, as the receiver's proxy knows it. */
export interface Peer {
  readonly isMutualTls: boolean;
  /** `cluster.local/ns/shop/sa/web`; absent without mutual TLS. */
  readonly principal?: string;
  /** The name that it asks for by TLS (SNI); absent where nobody knows. `''` for none. */
  readonly serverName?: string;
  /** IP address; absent where nobody knows. */
  readonly address?: string;
}

/** What the receiver's proxy says of a request before it routes it or hands it to the application. */
export interface Verdict {
  readonly outcome: 'allowed' | 'denied' | 'unavailable';
  /** 401 or 403; absent where the connection is closed. */
  readonly status?: number;
  readonly policies: readonly PolicyEffect[];
  /** Claims of the token that was accepted. */
  readonly claims?: JsonMap;
  /** What rules for tokens change of the request before it is routed. */
  readonly headers?: HeaderOperations;
  /** The query without the token that was in it. */
  readonly query?: string;
  /** Whether the token that was accepted goes no further. */
  readonly takesToken?: boolean;
  readonly doubts: readonly Semantic[];
}

/**
 * A request as it arrives: with the path, authority and headers that the proxies before made of it. `x-forwarded-for` has
 * what a gateway adds to it.
 */
export type ArrivedRequest = TrafficRequest;
