import type { TestResult } from '../traffic-tests/run-tests';
import { cleanXml, junitDocument, junitFailure, junitSuite, TestCase } from './junit';
import { failureLines, TestReport } from './test-report';
import type { ShowPath } from './validation';

/** One suite per file and set of manifests, one test case per test. */
export function testsAsJunit({ results }: TestReport, show: ShowPath): string {
  const suites = new Map<string, TestCase[]>();
  for (const result of results) {
    const name = `${show(result.file)} (${result.set})`;
    const suite = suites.get(name);
    if (suite === undefined) suites.set(name, [caseOf(result, name, show)]);
    else suite.push(caseOf(result, name, show));
  }
  return junitDocument([...suites].map(([name, cases]) => junitSuite(name, cases)));
}

function caseOf({ test, file, failures }: TestResult, classname: string, show: ShowPath): TestCase {
  const [first] = failures;
  const [mismatch] = first?.mismatches ?? [];
  const message =
    mismatch === undefined
      ? (first?.problem ?? '')
      : `${mismatch.what}: ${mismatch.received}, not ${mismatch.expected}`;
  return {
    '@name': cleanXml(test.name),
    '@classname': cleanXml(classname),
    '@file': cleanXml(show(file)),
    '@line': test.location.line,
    ...(failures.length > 0 && {
      failure: [junitFailure('traffic', message, failures.flatMap(failureLines).join('\n'))],
    }),
  };
}
