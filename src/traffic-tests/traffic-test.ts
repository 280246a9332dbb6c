import type { Outcome } from '../mesh/traffic/answer';
import type { TrafficRequest } from '../mesh/traffic/request';
import type { RouteShare } from '../mesh/virtual-service';
import type { Json } from '../model/json';
import type { SourceLocation } from '../model/origin';

/** The tests of a file. */
export type TestFile = TrafficTestFile | RuleTestFile;

interface AnyTestFile {
  readonly file: string;
  /** Environments that it names; undefined where it names none. */
  readonly environments?: readonly NamedEnvironment[] | undefined;
}

export interface TrafficTestFile extends AnyTestFile {
  readonly format: 'istio-gitops';
  readonly tests: readonly TrafficTest[];
}

/** What istio-config-validator reads: it asks for the rule of a virtual service, and for nothing else on the way. */
export interface RuleTestFile extends AnyTestFile {
  readonly format: 'istio-config-validator';
  readonly tests: readonly RuleTest[];
}

export interface NamedEnvironment {
  readonly name: string;
  readonly location: SourceLocation;
}

/** One expectation, and the requests that should meet it. */
export interface AnyTest {
  readonly name: string;
  readonly location: SourceLocation;
  readonly requests: readonly TestRequest[];
}

export interface TrafficTest extends AnyTest {
  readonly expect: Expectation;
}

export interface RuleTest extends AnyTest {
  readonly expect: RuleExpectation;
}

export interface TestRequest {
  /** `GET https://web-app.example.com/`, and what else tells it from others. */
  readonly title: string;
  readonly request: TrafficRequest;
}

/** What is expected in the same words by those who write it and by those who check it: all of it has to hold. */
export interface CommonExpectation {
  /**
   * Of all requests, or of shares in percent: `{ routed: 90, aborted: 10 }`.
   * @default `routed` where it says what is reached, `redirect` where it says where to, else any
   */
  readonly outcome?: Outcome | OutcomeShares | undefined;
  /** What the mesh itself answers; null for a closed connection. @default any */
  readonly status?: number | null | undefined;
  /** The whole URL of a redirect. @default any, or none */
  readonly redirectsTo?: string | undefined;
  /** Of a direct response. @default any, or none */
  readonly body?: string | undefined;
  /** With the query, as the backend sees it. @default any */
  readonly path?: string | undefined;
  /** As the backend sees it. @default any */
  readonly authority?: string | undefined;
  /** As the backend sees them; null for one that it must not see. @default any */
  readonly requestHeaders?: ExpectedHeaders | undefined;
  /** What the mesh does to those of the response; null for one that it takes away. @default any */
  readonly responseHeaders?: ExpectedHeaders | undefined;
  /** How often it is tried again at most. @default any */
  readonly retries?: number | undefined;
  /** Whether a rate limit counts it. @default either */
  readonly rateLimited?: boolean | undefined;
}

/** What is checked. */
export interface Expectation extends CommonExpectation {
  /** These destinations and no others. */
  readonly destinations?: readonly ExpectedDestination[] | undefined;
  /** Milliseconds; null for none. */
  readonly timeout?: number | null | undefined;
  /** These copies and no others. */
  readonly mirrors?: readonly ExpectedMirror[] | undefined;
  /** Null for none. */
  readonly delay?: ExpectedDelay | null | undefined;
}

/** What should become of the requests, with the share of each outcome in percent. */
export type OutcomeShares = Readonly<Partial<Record<Exclude<Outcome, 'mixed'>, number>>>;

export interface ExpectedDelay {
  readonly milliseconds: number;
  /** Of the requests. */
  readonly percentage: number;
}

/** Headers by name in lower case; null for one that must not be there. */
export type ExpectedHeaders = Readonly<Record<string, string | null>>;

/** A destination with the share that it should get. */
export interface ExpectedDestination {
  /** A name, `name.namespace`, or the whole host. */
  readonly service: string;
  /** @default any, or none */
  readonly subset?: string | undefined;
  /** @default any */
  readonly port?: number | undefined;
  /** Percent. @default whatever is left over */
  readonly weight?: number | undefined;
}

/** A service that gets a copy of the requests. */
export interface ExpectedMirror {
  /** A name, `name.namespace`, or the whole host. */
  readonly service: string;
  /** Version that the destination rule tells apart. @default any, or none */
  readonly subset?: string | undefined;
  /** Part of the requests, in percent. @default any */
  readonly percentage?: number | undefined;
}

/** Fields of the rule that takes a request, as it is written. */
export interface RuleExpectation {
  /** Whether the rule has them; otherwise it must not have all of them. */
  readonly wantMatch: boolean;
  readonly route?: readonly RouteShare[] | undefined;
  readonly redirect?: Json | undefined;
  readonly rewrite?: Json | undefined;
  readonly fault?: Json | undefined;
  readonly headers?: Json | undefined;
  /** The virtual service that the rule is in. */
  readonly delegate?: { readonly name: string; readonly namespace?: string | undefined } | undefined;
}
