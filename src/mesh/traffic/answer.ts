import type { Identity } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import type { Labels } from '../labels';
import type { Semantic } from './semantics';
import type { TrafficRequest } from './request';

/**
 * What becomes of a request.
 *
 * - `routed`: a backend gets it; the others mean that none does
 * - `denied`: by a policy, or for want of a token or of mutual TLS
 * - `redirect`, `direct`: a rule answers
 * - `aborted`: an injected fault answers
 * - `unavailable`: nothing is behind its destination, or the connection is refused
 * - `not-found`: nothing takes its host, port or path
 * - `passthrough`: it leaves the mesh for a host that the mesh knows nothing of
 * - `mixed`: chance decides, and not all of them meet the same: the destinations, or `otherwise`, and the fault say what
 * - `undefined`: Istio does not say, or it is not evaluated, as the doubts tell
 */
export type Outcome =
  | 'routed'
  | 'denied'
  | 'redirect'
  | 'direct'
  | 'aborted'
  | 'unavailable'
  | 'not-found'
  | 'passthrough'
  | 'mixed'
  | 'undefined';

/** What a request meets. */
export interface TrafficAnswer {
  /** As its sender makes it. */
  readonly request: TrafficRequest;
  /** What becomes of it. */
  readonly outcome: Outcome;
  /** What the sender gets where the mesh answers itself; absent where it gets no answer but a closed connection. */
  readonly status?: number;
  /** Of those that are `mixed` without destinations: what becomes of the requests that the fault lets pass. */
  readonly otherwise?: Pick<TrafficAnswer, 'outcome' | 'status'>;
  /** Shares in percent, which total 100; empty where no destination is chosen. */
  readonly destinations: readonly TrafficDestination[];
  /** What the backend sees, or where a redirect points. */
  readonly rewrite: Rewrite;
  /** What is done beside routing. */
  readonly applied: Applied;
  /** Copies of the request that mirrors send elsewhere. @default none */
  readonly copies?: readonly TrafficCopy[];
  /** Policies that had a say, in the order in which they are asked. */
  readonly policies: readonly PolicyEffect[];
  /** What it rests on that no real mesh has confirmed, or that Istio leaves open. */
  readonly doubts: readonly Semantic[];
  /** Each step with its reason; empty unless asked for. */
  readonly trace: readonly TraceStep[];
}

/** Where a share of requests goes. */
export interface TrafficDestination {
  /** Fully qualified. */
  readonly host: string;
  /** Version that the destination rule tells apart. @default all pods of the host */
  readonly subset?: string;
  /** Port of the service. */
  readonly port: number;
  /** Percent. */
  readonly weight: number;
  /** Of the pods, as far as they are known. */
  readonly labels: Labels;
  /** What becomes of this share, where shares differ, as in all that are `mixed`. @default the outcome of the answer */
  readonly outcome?: Outcome;
  /** Of this share, where shares differ. @default the status of the answer */
  readonly status?: number;
  /** Changes for this share alone; they are made before those of the whole rule. */
  readonly headers?: HeaderChanges;
  /** What the backend of this share sees, where it has one of its own. @default that of the answer */
  readonly authority?: string;
}

/** A copy of a request, which is sent when the request is, and whose answer nobody waits for. */
export interface TrafficCopy extends Pick<TrafficDestination, 'host' | 'subset' | 'port' | 'labels'> {
  /** Percent of requests that are copied. */
  readonly percentage: number;
  /** With the query, as it is sent. */
  readonly path: string;
  /** That of the request: Istio marks copies by `-shadow` no more, since 1.28. */
  readonly authority: string;
  /** What becomes of it: `routed` where it gets there. */
  readonly outcome: Outcome;
}

/** The request as it arrives, or where a redirect points. */
export interface Rewrite {
  /** With the query. */
  readonly path: string;
  /** Host header, with the port where it has one. */
  readonly authority: string;
  /** Of a redirect: the whole Location. */
  readonly location?: string;
  /** Set, added or removed by routes. */
  readonly headers: HeaderChanges;
}

/** What is done to headers on the way there and on the way back. */
export interface HeaderChanges {
  /** Before the backend sees the request. */
  readonly request: HeaderOperations;
  /** Before the sender sees the response. */
  readonly response: HeaderOperations;
}

/** As Envoy does them: removals first. Names in lower case. */
export interface HeaderOperations {
  /** Headers that are taken away. */
  readonly remove: readonly string[];
  /** Values in place of those that are there. */
  readonly set: Readonly<Record<string, string>>;
  /** Values beside those that are there. */
  readonly add: Readonly<Record<string, string>>;
}

/** What proxies do with a request beside sending it on. */
export interface Applied {
  /** Milliseconds; absent for none. */
  readonly timeout?: number;
  /** Absent for none. */
  readonly retries?: {
    /** Tries after the first one. */
    readonly attempts: number;
    /** Milliseconds. @default no limit but the timeout */
    readonly perTryTimeout?: number;
    /** What is tried again, as in `connect-failure,refused-stream`. */
    readonly on: string;
  };
  /** Percent of requests of which a copy goes there. */
  readonly mirrors?: readonly { readonly host: string; readonly subset?: string; readonly percentage: number }[];
  /** A fault that holds requests back before they are sent on. */
  readonly delay?: {
    /** For each request that is held back. */
    readonly milliseconds: number;
    /** Percent of requests that are held back. */
    readonly percentage: number;
  };
  /** A fault for a part of the requests; for all of them it is the outcome. */
  readonly abort?: {
    /** HTTP status that is answered. */
    readonly status: number;
    /** Percent of requests that are answered so. */
    readonly percentage: number;
  };
  /** Origins that a CORS policy allows, as it is written. */
  readonly cors?: object;
  /** Limits that count the request, in the words of the object that has them. */
  readonly rateLimits?: readonly { readonly resource: Identity; readonly limit: string }[];
  /** Body of a direct response. */
  readonly body?: string;
}

/** A policy and what it says of a request. */
export interface PolicyEffect {
  /** The policy. */
  readonly manifest: Manifest;
  /** As the policy has it: `ALLOW`, `DENY`; the mode of mutual TLS; `JWT` for tokens. */
  readonly action: string;
  /** `allows`, `denies`, `does not match`, `would deny (dry run)`, … */
  readonly effect: string;
}

/** One step of the explanation, in the order in which things happen. */
export interface TraceStep {
  /** Which proxy: `sender`, `istio-system/ingressgateway`, … */
  readonly at: string;
  /** What the proxy looks at. */
  readonly step: 'listener' | 'host' | 'route' | 'destination' | 'policy' | 'authentication' | 'mtls' | 'limit';
  /** The object that decides; absent where a default does. */
  readonly manifest?: Manifest;
  /** JSON pointer of the rule in the manifest. */
  readonly pointer?: string;
  /** What it does, and why the others do not. */
  readonly because: string;
  /** Set where the rule is looked at and does not apply: told for the reason alone, and not covered by a test. */
  readonly isPassedOver?: true;
}
