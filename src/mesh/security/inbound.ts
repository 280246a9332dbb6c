import type { JsonMap } from '../../model/json';
import type { Labels } from '../labels';
import type { PolicyEffect } from '../traffic/answer';
import type { TrafficRequest } from '../traffic/request';
import type { Semantic } from '../traffic/semantics';

/** The pods that a request reaches. */
export interface Receiver {
  readonly namespace: string;
  readonly labels: Labels;
  readonly kind: 'sidecar' | 'gateway';
  /** Port that their proxy listens on for it: of a gateway's server, or of the pods. */
  readonly port: number;
}

/** Who connects, as the receiver's proxy knows it. */
export interface Peer {
  readonly isMutualTls: boolean;
  /** `cluster.local/ns/shop/sa/web`; absent without mutual TLS. */
  readonly principal?: string;
}

/** What the receiver's proxy says of a request before it routes it or hands it to the application. */
export interface Verdict {
  readonly outcome: 'allowed' | 'denied' | 'unavailable';
  /** 401 or 403; absent where the connection is closed. */
  readonly status?: number;
  readonly policies: readonly PolicyEffect[];
  /** Claims of the token that was accepted. */
  readonly claims?: JsonMap;
  readonly doubts: readonly Semantic[];
}

/** A request as it arrives: with the path, authority and headers that the proxies before made of it. */
export type ArrivedRequest = TrafficRequest;
