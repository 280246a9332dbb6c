import { parseRequest, type WrittenRequest } from '../mesh/traffic/parse-request';
import { milliseconds } from '../mesh/routing/duration';
import type { Outcome } from '../mesh/traffic/answer';
import type { SourceLocation } from '../model/origin';
import { DataFileKind } from '../platform/data-file';
import schema from './traffic-tests.schema.json';
import { Objections, Path } from './objections';
import type {
  ExpectedDestination,
  ExpectedHeaders,
  Expectation,
  TestRequest,
  TrafficTest,
  TrafficTestFile,
} from './traffic-test';

interface WrittenFile {
  readonly environments?: readonly string[];
  readonly tests: readonly WrittenTest[];
}

/** What it says of senders is said of all of its requests that do not say otherwise. */
interface WrittenTest extends Omit<WrittenRequest, 'method' | 'url'> {
  readonly name: string;
  readonly request?: string | WrittenRequest;
  readonly requests?: readonly (string | WrittenRequest)[];
  readonly expect: Outcome | WrittenExpectation;
}

/** What is expected, as YAML and `toMeet` have it: all of it has to hold. */
export interface WrittenExpectation {
  /** @default `routed` where it says what is reached, `redirect` where it says where to, else any */
  readonly outcome?: Outcome | undefined;
  /** The destinations, and no others. */
  readonly reaches?: string | WrittenService | readonly (string | ExpectedDestination)[] | undefined;
  /** What the mesh itself answers; null for a closed connection. */
  readonly status?: number | null | undefined;
  /** The whole URL of a redirect. */
  readonly redirectsTo?: string | undefined;
  /** Of a direct response. */
  readonly body?: string | undefined;
  /** With the query, as the backend sees it. */
  readonly path?: string | undefined;
  /** As the backend sees it. */
  readonly authority?: string | undefined;
  /** As the backend sees them; null for one that it must not see. */
  readonly requestHeaders?: ExpectedHeaders | undefined;
  /** That the mesh sets; null for one that it takes away. */
  readonly responseHeaders?: ExpectedHeaders | undefined;
  /** Such as `10s` or `none`. */
  readonly timeout?: string | undefined;
  /** How often it is tried again at most. */
  readonly retries?: number | undefined;
  /** Services that get a copy. */
  readonly mirrors?: readonly string[] | undefined;
  /** Such as `5s` or `none`. */
  readonly delay?: string | undefined;
  /** Whether a rate limit counts it. */
  readonly rateLimited?: boolean | undefined;
}

/** A service with the shares of its subsets. */
export interface WrittenService {
  /** Its name, `name.namespace`, or the whole host. */
  readonly service: string;
  readonly subset?: string | undefined;
  readonly port?: number | undefined;
  /** Shares of its subsets in percent. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
}

const TRAFFIC_TESTS = new DataFileKind<WrittenFile>({ what: 'the file of traffic tests', schema });

/**
 * @param file names the text in errors
 * @throws DataFileError with the line of each syntax error, unknown field, and request that nobody can send
 */
export function parseTrafficTests(text: string, file: string): TrafficTestFile {
  const read = TRAFFIC_TESTS.read(text, file);
  const { environments, tests } = read.content;
  const objections = new Objections(read);
  const parsed = tests.map((test, index) => testOf(test, ['tests', index], read.locate(['tests', index]), objections));
  const names = new Set<string>();
  for (const [index, { name }] of tests.entries()) {
    if (names.has(name))
      objections.add(['tests', index, 'name'], `a test before is named "${name}", too: tell them apart`);
    names.add(name);
  }
  objections.refuse();
  return {
    format: 'istio-gitops',
    file,
    environments: environments?.map((name, index) => ({ name, location: read.locate(['environments', index]) })),
    tests: parsed,
  };
}

function testOf(test: WrittenTest, path: Path, location: SourceLocation, objections: Objections): TrafficTest {
  const { name, request, requests = [], expect } = test;
  if ((request === undefined) === (requests.length === 0)) {
    objections.add(path, `the test "${name}" needs request or requests, one of them`);
  }
  if (hasSubsetTwice(expect)) {
    objections.add(
      [...path, 'expect', 'reaches'],
      'it names a subset, and the weights of subsets: leave out one of them',
    );
  }
  const written =
    request === undefined
      ? requests.map((each, index) => [each, [...path, 'requests', index]] as const)
      : ([[request, [...path, 'request']]] as const);
  const parsed = written.flatMap(([each, at]): TestRequest[] => {
    try {
      return [testRequest(test, typeof each === 'string' ? requestLine(each) : each)];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      objections.add(at, error.message);
      return [];
    }
  });
  return { name, location, requests: parsed, expect: expectationOf(expect) };
}

function hasSubsetTwice(expect: WrittenTest['expect']): boolean {
  const reaches = typeof expect === 'string' ? undefined : expect.reaches;
  if (typeof reaches !== 'object' || !('service' in reaches)) return false;
  return reaches.subset !== undefined && reaches.weights !== undefined;
}

/** @throws RangeError when nobody can send it */
function testRequest({ headers, from, as, claims }: WrittenTest, own: WrittenRequest): TestRequest {
  const written = {
    ...(from !== undefined && { from }),
    ...(as !== undefined && { as }),
    ...(claims !== undefined && { claims }),
    ...own,
    headers: { ...headers, ...own.headers },
  };
  return { title: titleOf(written), request: parseRequest(written) };
}

/** `GET https://…`, or the URL alone. */
export function requestLine(line: string): WrittenRequest {
  const [, method = 'GET', url = ''] = /^(?:(\S+)\s+)?(\S+)$/.exec(line.trim()) ?? [];
  return { method, url };
}

/** What tells a request from others, in one line. */
export function titleOf({ method = 'GET', url, headers = {}, from, as, claims }: WrittenRequest): string {
  return [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(as === undefined ? [] : [`as ${as}`]),
    ...(claims === undefined ? [] : [`with claims ${JSON.stringify(claims)}`]),
  ].join(', ');
}

export function expectationOf(written: Outcome | WrittenExpectation): Expectation {
  if (typeof written === 'string') return { outcome: written };
  const { reaches, timeout, delay, ...rest } = written;
  return {
    ...rest,
    ...(reaches !== undefined && { destinations: destinationsOf(reaches) }),
    ...(timeout !== undefined && { timeout: lengthOf(timeout) }),
    ...(delay !== undefined && { delay: lengthOf(delay) }),
  };
}

function lengthOf(duration: string): number | null {
  return milliseconds(duration) ?? null;
}

function destinationsOf(reaches: NonNullable<WrittenExpectation['reaches']>): readonly ExpectedDestination[] {
  if (typeof reaches === 'string') return [{ service: reaches }];
  if ('service' in reaches) return sharesOf(reaches.service, reaches.weights, reaches);
  return reaches.map((each) => (typeof each === 'string' ? { service: each } : each));
}

/** A service, by the shares of its subsets where they are told. */
export function sharesOf(
  service: string,
  weights: Readonly<Record<string, number>> | undefined,
  { subset, port }: Pick<WrittenService, 'subset' | 'port'> = {},
): readonly ExpectedDestination[] {
  if (weights === undefined) return [{ service, subset, port }];
  return Object.entries(weights).map(([name, weight]) => ({ service, subset: name, port, weight }));
}
