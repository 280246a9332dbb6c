import { checkExpectation, expectationOf, WrittenExpectation } from '../traffic-tests/expectation';
import type { Expectation } from '../traffic-tests/traffic-test';

/** Shares of the subsets of a service in percent, such as `{ blue: 100 }`. */
export type Weights = Readonly<Record<string, number>>;

/** What can be expected of a request, by the name of the matcher. */
export const EXPECTATIONS = {
  toReach: (service: string, weights?: Weights): Expectation => checked({ reaches: { service, weights } }),
  toBeDenied: (): Expectation => checked({ outcome: 'denied' }),
  toRedirectTo: (url: string): Expectation => checked({ redirectsTo: url }),
  toAnswer: (status: number): Expectation => checked({ status }),
  toMeet: checked,
} as const satisfies Readonly<Record<string, (...parameters: never[]) => Expectation>>;

/** What types can't tell, or casts hide, would else pass without having been looked at. */
function checked(expectation: WrittenExpectation): Expectation {
  checkExpectation(expectation);
  return expectationOf(expectation);
}

/** What can be said of a request; what it returns is the test runner's. */
export interface TrafficMatchers<R = void> {
  /** It gets to the service and to no other; with weights, to these subsets in these shares. */
  toReach(service: string, weights?: Weights): R;
  /** A policy refuses it, or it lacks a token or mutual TLS. */
  toBeDenied(): R;
  /** It is redirected to the URL, which is the whole of it. */
  toRedirectTo(url: string): R;
  /** The mesh itself answers it, with this status. */
  toAnswer(status: number): R;
  /**
   * All that a traffic test in YAML can say below `expect`.
   * @throws RangeError for what a file of tests must not say either
   */
  toMeet(expectation: WrittenExpectation): R;
}
