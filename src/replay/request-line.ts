import { parseRequest, WrittenRequest } from '../mesh/traffic/parse-request';
import type { TrafficRequest } from '../mesh/traffic/request';
import { isList, isMap, Json, JsonMap, typeOf } from '../model/json';
import { didYouMean, suggest } from '../model/suggest';
import { isLogEntry, readLogEntry } from './access-log';
import { LineError, RequestDefaults, RequestLine } from './line';

/**
 * Reads a line of JSON: a request of ours, `{"method","url","headers","from","as","claims","address"}`, or an entry of Envoy's access log
 * in Istio's default format.
 *
 * @throws LineError when it is neither
 */
export function readRequestLine(text: string, defaults: RequestDefaults): RequestLine {
  const line = parsed(text);
  try {
    if (isLogEntry(line)) return readLogEntry(line, defaults);
    return { request: requestOf(line, defaults) };
  } catch (error) {
    // What cannot be understood of a request.
    if (error instanceof RangeError) throw new LineError(error.message);
    throw error;
  }
}

function parsed(text: string): JsonMap {
  let value: Json;
  if (TEXT_LOG.test(text)) throw new LineError(NO_TEXT);
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    const { message } = error as SyntaxError;
    const [, position] = / at position (\d+)/.exec(message) ?? [];
    if (position === undefined) throw new LineError(`this is not JSON: ${message}`);
    const [words = message] = message.split(' in JSON at position');
    throw new LineError(`this is not JSON: ${words}`, Number(position) + 1);
  }
  if (isMap(value)) return value;
  throw new LineError(`this is a ${typeOf(value)}: write an object such as {"url":"https://example.com/"}`);
}

/** How Istio writes access logs unless it is told otherwise. */
const TEXT_LOG = /^\[\d{4}-\d\d-\d\dT[^\]]*\] "/;
const NO_TEXT =
  'this is an access log as text, which does not say enough: set accessLogEncoding: JSON in the mesh configuration of Istio';

const FIELDS = ['method', 'url', 'headers', 'from', 'as', 'claims', 'address'] as const;

function requestOf(line: JsonMap, defaults: RequestDefaults): TrafficRequest {
  for (const name in line) {
    // What belongs to others, such as an id, may stay; what is misspelt would be missed.
    if (!FIELDS.some((field) => field === name) && suggest(name, FIELDS) !== undefined) {
      throw new LineError(`there is no field "${name}"${didYouMean(name, FIELDS)}`);
    }
  }
  const url = textIn(line, 'url');
  if (url === undefined) {
    throw new LineError('there is no "url", and not the "authority" and "path" of an access log: write one of them');
  }
  const as = textIn(line, 'as') ?? defaults.as;
  const claims = mapIn(line, 'claims') ?? defaults.claims;
  const address = textIn(line, 'address') ?? defaults.address;
  return parseRequest({
    url,
    method: textIn(line, 'method') ?? 'GET',
    headers: { ...defaults.headers, ...headersIn(line) },
    from: textIn(line, 'from') ?? defaults.from,
    ...(as !== undefined && { as }),
    ...(claims !== undefined && { claims }),
    ...(address !== undefined && { address }),
  });
}

function textIn(line: JsonMap, field: string): string | undefined {
  const value = line[field] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new LineError(`"${field}" is a ${typeOf(value)}: write a string`);
}

function mapIn(line: JsonMap, field: string): JsonMap | undefined {
  const value = line[field] ?? undefined;
  if (value === undefined || isMap(value)) return value;
  throw new LineError(`"${field}" is a ${typeOf(value)}: write an object`);
}

function headersIn(line: JsonMap): NonNullable<WrittenRequest['headers']> {
  const headers = mapIn(line, 'headers') ?? {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]): readonly [string, string | readonly string[]] => {
      if (typeof value === 'string') return [name.toLowerCase(), value];
      if (isList(value) && value.every((one): one is string => typeof one === 'string'))
        return [name.toLowerCase(), value];
      throw new LineError(`the header "${name}" is a ${typeOf(value)}: write a string, or a list of strings`);
    }),
  );
}
