import { parseRequest, type WrittenRequest } from '../mesh/traffic/parse-request';
import type { Outcome } from '../mesh/traffic/answer';
import type { SourceLocation } from '../model/origin';
import { DataFileKind } from '../platform/data-file';
import { expectationOf, expectationProblems, WrittenExpectation } from './expectation';
import { explainProblem } from './explain-problem';
import { Objections, Path } from './objections';
import type { TestRequest, TrafficTest, TrafficTestFile } from './traffic-test';
import schema from './traffic-tests.schema.json';
import { requestLine, titleOf } from './written-request';

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

const TRAFFIC_TESTS = new DataFileKind<WrittenFile>({
  what: 'the file of traffic tests',
  schema,
  explain: explainProblem,
});

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
  for (const problem of typeof expect === 'string' ? [] : expectationProblems(expect)) {
    objections.add([...path, 'expect', ...problem.path], problem.message);
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

/** @throws RangeError when nobody can send it */
function testRequest({ headers, from, as, claims, address }: WrittenTest, own: WrittenRequest): TestRequest {
  const written = {
    ...(from !== undefined && { from }),
    ...(as !== undefined && { as }),
    ...(claims !== undefined && { claims }),
    ...(address !== undefined && { address }),
    ...own,
    headers: { ...headers, ...own.headers },
  };
  return { title: titleOf(written), request: parseRequest(written) };
}
