import type { TestResult } from '../traffic-tests/run-tests';
import { cleanXml, junitDocument, junitFailure, junitSuite, TestCase } from './junit';
import type { TestReport } from './test-report';
import { wholeFailure } from './test-failure';
import { pathsFrom, TextOptions } from './text';

/**
 * One suite per file and set of manifests, one test case per test.
 *
 * @param options without colours
 */
export function testsAsJunit({ results }: TestReport, options: TextOptions): string {
  const suites = new Map<string, TestCase[]>();
  for (const result of results) {
    const name = `${pathsFrom(options.cwd)(result.file)} (${result.set})`;
    const suite = suites.get(name);
    if (suite === undefined) suites.set(name, [caseOf(result, name, options)]);
    else suite.push(caseOf(result, name, options));
  }
  return junitDocument([...suites].map(([name, cases]) => junitSuite(name, cases)));
}

function caseOf({ test, file, failures }: TestResult, classname: string, options: TextOptions): TestCase {
  const [first] = failures;
  const [mismatch] = first?.mismatches ?? [];
  const message =
    mismatch === undefined
      ? (first?.problem ?? '')
      : `${mismatch.what}: ${mismatch.received}, not ${mismatch.expected}`;
  return {
    '@name': cleanXml(test.name),
    '@classname': cleanXml(classname),
    '@file': cleanXml(pathsFrom(options.cwd)(file)),
    '@line': test.location.line,
    ...(failures.length > 0 && {
      failure: [
        junitFailure('traffic', message, failures.flatMap((failure) => wholeFailure(failure, options)).join('\n')),
      ],
    }),
  };
}
