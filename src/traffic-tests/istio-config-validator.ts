import { parseRequest } from '../mesh/traffic/parse-request';
import { DataFileKind } from '../platform/data-file';
import schema from './istio-config-validator.schema.json';
import { Objections, Path } from './objections';
import type { RuleExpectation, RuleTest, RuleTestFile, TestRequest } from './traffic-test';

interface WrittenFile {
  readonly testCases: readonly WrittenCase[];
}

interface WrittenCase extends Omit<RuleExpectation, 'wantMatch'> {
  readonly description: string;
  readonly wantMatch?: boolean;
  readonly request: WrittenRequests;
}

interface WrittenRequests {
  readonly authority: readonly string[];
  readonly method: readonly string[];
  readonly uri: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

const TEST_CASES = new DataFileKind<WrittenFile>({ what: 'the file of test cases', schema });

/**
 * Reads the files of the program that many test virtual services with, so that its users can keep them.
 *
 * @param file names the text in errors
 * @throws DataFileError with the line of what cannot be read
 * @see https://github.com/getyourguide/istio-config-validator/blob/main/docs/test-cases.md
 */
export function parseTestCases(text: string, file: string): RuleTestFile {
  const read = TEST_CASES.read(text, file);
  const objections = new Objections(read);
  const tests = read.content.testCases.map(
    ({ description, wantMatch = false, request, ...expect }, index): RuleTest => {
      const path = ['testCases', index];
      return {
        name: description,
        location: read.locate(path),
        requests: requestsOf(request, [...path, 'request'], objections),
        expect: { ...expect, wantMatch },
      };
    },
  );
  objections.refuse();
  return { format: 'istio-config-validator', file, tests };
}

function requestsOf(
  { authority, method, uri, headers = {} }: WrittenRequests,
  path: Path,
  objections: Objections,
): readonly TestRequest[] {
  const combined = uri.flatMap((target) =>
    authority.flatMap((host) => method.map((verb) => ({ method: verb, url: `http://${host}${target}`, headers }))),
  );
  return combined.flatMap((each): TestRequest[] => {
    try {
      return [{ title: `${each.method} ${each.url}`, request: parseRequest(each) }];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      objections.add(path, error.message);
      return [];
    }
  });
}
