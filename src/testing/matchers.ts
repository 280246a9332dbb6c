import { EXPECTATIONS, TrafficMatchers } from './expectations';
import type { AskedRequest } from './request';
import { Verdict, verdictOn } from './verdict';

type Matcher<Parameters extends readonly unknown[]> = (received: AskedRequest, ...parameters: Parameters) => Verdict;

/**
 * For `expect.extend` of jest and Vitest: `expect(request(production, 'GET https://…')).toReach('web-app')`.
 */
export const trafficMatchers: {
  readonly [Name in keyof TrafficMatchers]: Matcher<Parameters<TrafficMatchers[Name]>>;
} = {
  toReach: (received, ...rest) => verdictOn(received, EXPECTATIONS.toReach(...rest)),
  toBeDenied: (received) => verdictOn(received, EXPECTATIONS.toBeDenied()),
  toRedirectTo: (received, ...rest) => verdictOn(received, EXPECTATIONS.toRedirectTo(...rest)),
  toAnswer: (received, ...rest) => verdictOn(received, EXPECTATIONS.toAnswer(...rest)),
  toMeet: (received, ...rest) => verdictOn(received, EXPECTATIONS.toMeet(...rest)),
};

declare global {
  // What jest's own types have for matchers of others.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type -- it has to be declared alike
    interface Matchers<R, T = {}> extends TrafficMatchers<R> {}
  }
}
