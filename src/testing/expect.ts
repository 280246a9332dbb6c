import { trafficMatchers } from './matchers';
import type { TrafficMatchers } from './expectations';
import type { MeshSource } from './mesh-source';
import { AskedRequest, request, RequestOptions } from './request';
import type { Verdict } from './verdict';

/** Not Node's AssertionError, of which test runners show the values that were compared: here are none. */
export class UnmetExpectation extends Error {
  /** What test runners show in front of the message. */
  override readonly name = 'UnmetExpectation';
}

/** A mesh of which something is expected. */
export interface MeshExpectation {
  /**
   * What becomes of a request.
   * @throws RangeError when nobody can send it
   */
  request(method: string, url: string, options?: RequestOptions): RequestExpectation;
}

export interface RequestExpectation extends TrafficMatchers {
  /** The contrary of what follows. */
  readonly not: TrafficMatchers;
}

/**
 * What requests should meet in a mesh, in any test runner:
 * `expect(production).request('GET', 'https://web-app.example.com/').toReach('web-app', { blue: 100 })`.
 *
 * @throws UnmetExpectation, from what follows, with the way of the request and the reasons for it
 */
export function expect(mesh: MeshSource): MeshExpectation {
  return {
    request: (method, url, options) => {
      const asked = request(mesh, `${method} ${url}`, options);
      return { ...matchersFor(asked, false), not: matchersFor(asked, true) };
    },
  };
}

function matchersFor(asked: AskedRequest, isNegated: boolean): TrafficMatchers {
  const judge = ({ pass, message }: Verdict): void => {
    if (pass === isNegated) throw new UnmetExpectation(message());
  };
  return {
    toReach: (...rest) => judge(trafficMatchers.toReach(asked, ...rest)),
    toBeDenied: () => judge(trafficMatchers.toBeDenied(asked)),
    toRedirectTo: (...rest) => judge(trafficMatchers.toRedirectTo(asked, ...rest)),
    toAnswer: (...rest) => judge(trafficMatchers.toAnswer(asked, ...rest)),
    toMeet: (...rest) => judge(trafficMatchers.toMeet(asked, ...rest)),
  };
}
