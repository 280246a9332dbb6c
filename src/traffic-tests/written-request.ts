import type { WrittenRequest } from '../mesh/traffic/parse-request';
import { DataFileKind } from '../platform/data-file';
import { explainProblem } from './explain-problem';
import schema from './traffic-tests.schema.json';

const REQUEST = new DataFileKind<WrittenRequest>({
  what: 'the request',
  schema: { definitions: schema.definitions, $ref: '#/definitions/request' },
  explain: explainProblem,
});

/** @throws RangeError with all that is wrong with it, as a file of tests with the same would be refused */
export function checkRequest(written: WrittenRequest): void {
  const problems = REQUEST.problemsOf(written);
  if (problems.length > 0) throw new RangeError(`nobody can send this: ${problems.join('; ')}`);
}

/**
 * `GET https://…`, or the URL alone.
 *
 * @throws RangeError in words that can be shown, for more than that
 */
export function requestLine(line: string): { readonly method: string; readonly url: string } {
  const [first = '', second, ...others] = line.trim().split(/\s+/);
  const quoted = JSON.stringify(line);
  if (second !== undefined && first.includes('://')) {
    throw new RangeError(`${quoted} has more than one URL; ask for one at a time, or write a space in a URL as %20`);
  }
  if (others.length > 0) throw new RangeError(`${quoted} is more than a method and a URL`);
  return second === undefined ? { method: 'GET', url: first } : { method: first, url: second };
}

/** What tells a request from others, in one line. */
export function titleOf({ method = 'GET', url, headers = {}, from, as, claims, address }: WrittenRequest): string {
  return [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(as === undefined ? [] : [`as ${as}`]),
    ...(claims === undefined ? [] : [`with claims ${JSON.stringify(claims)}`]),
    ...(address === undefined ? [] : [`at ${address}`]),
  ].join(', ');
}
