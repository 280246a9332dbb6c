import { parseRequest, WrittenRequest } from '../mesh/traffic/parse-request';
import type { TrafficAnswer } from '../mesh/traffic/answer';
import { checkRequest, requestLine, titleOf } from '../traffic-tests/written-request';
import { MeshSource, trafficOf } from './mesh-source';

/** What a request has beside its method and URL. */
export type RequestOptions = Pick<WrittenRequest, 'headers' | 'from' | 'as' | 'claims' | 'address'>;

/** A request, and what it would meet. */
export interface AskedRequest {
  /** What tells it from others, such as `GET https://web-app.example.com/`. */
  readonly title: string;
  /** With each step that led to it. */
  readonly answer: TrafficAnswer;
}

/**
 * Asks what a request would meet; nothing is sent.
 *
 * @param mesh an environment, a chart or a manifest set
 * @param line `GET https://web-app.example.com/`, or the URL alone
 * @param options headers, sender, identity and claims
 * @throws RangeError when nobody can send it
 * @throws Error when synth would refuse what the mesh is made of
 */
export function request(mesh: MeshSource, line: string, options: RequestOptions = {}): AskedRequest {
  const written = { ...options, ...requestLine(line) };
  checkRequest(written);
  return { title: titleOf(written), answer: trafficOf(mesh).explain(parseRequest(written)) };
}
