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
 * - `undefined`: Istio does not say
 */
export type Outcome =
  'routed' | 'denied' | 'redirect' | 'direct' | 'aborted' | 'unavailable' | 'not-found' | 'passthrough' | 'undefined';

/** What a request meets. */
export interface TrafficAnswer {
  readonly request: TrafficRequest;
  readonly outcome: Outcome;
  /** What the sender gets where the mesh answers itself; absent where it gets no answer but a closed connection. */
  readonly status?: number;
  /** Shares in percent, which total 100; empty where no destination is chosen. */
  readonly destinations: readonly TrafficDestination[];
  /** What the backend sees, or where a redirect points. */
  readonly rewrite: Rewrite;
  /** What is done beside routing. */
  readonly applied: Applied;
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
  readonly subset?: string;
  readonly port: number;
  /** Percent. */
  readonly weight: number;
  /** Of the pods, as far as they are known. */
  readonly labels: Labels;
  /** What becomes of this share, where shares differ. @default the outcome of the answer */
  readonly outcome?: Outcome;
  readonly status?: number;
  /** Changes for this share alone; they are made before those of the whole rule. */
  readonly headers?: HeaderChanges;
  /** What the backend of this share sees, where it has one of its own. @default that of the answer */
  readonly authority?: string;
}

/** The request as it arrives, or where a redirect points. */
export interface Rewrite {
  /** With the query. */
  readonly path: string;
  readonly authority: string;
  /** Of a redirect: the whole Location. */
  readonly location?: string;
  readonly headers: HeaderChanges;
}

/** What is done to headers on the way there and on the way back. */
export interface HeaderChanges {
  readonly request: HeaderOperations;
  readonly response: HeaderOperations;
}

/** As Envoy does them: removals first. Names in lower case. */
export interface HeaderOperations {
  readonly remove: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
}

/** What proxies do with a request beside sending it on. */
export interface Applied {
  /** Milliseconds; absent for none. */
  readonly timeout?: number;
  readonly retries?: { readonly attempts: number; readonly perTryTimeout?: number; readonly on: string };
  /** Percent of requests of which a copy goes there. */
  readonly mirrors?: readonly { readonly host: string; readonly subset?: string; readonly percentage: number }[];
  readonly delay?: { readonly milliseconds: number; readonly percentage: number };
  /** A fault for a part of the requests; for all of them it is the outcome. */
  readonly abort?: { readonly status: number; readonly percentage: number };
  /** Origins that a CORS policy allows, as it is written. */
  readonly cors?: object;
  readonly rateLimits?: readonly { readonly resource: Identity; readonly limit: string }[];
  /** Body of a direct response. */
  readonly body?: string;
}

/** A policy and what it says of a request. */
export interface PolicyEffect {
  readonly manifest: Manifest;
  readonly action: string;
  /** `allows`, `denies`, `does not match`, `would deny (dry run)`, … */
  readonly effect: string;
}

/** One step of the explanation, in the order in which things happen. */
export interface TraceStep {
  /** Which proxy: `sender`, `istio-system/ingressgateway`, … */
  readonly at: string;
  readonly step: 'listener' | 'host' | 'route' | 'destination' | 'policy' | 'authentication' | 'mtls' | 'limit';
  readonly manifest?: Manifest;
  /** JSON pointer of the rule in the manifest. */
  readonly pointer?: string;
  /** What it does, and why the others do not. */
  readonly because: string;
  /** Set where the rule is looked at and does not apply: told for the reason alone, and not covered by a test. */
  readonly isPassedOver?: true;
}
