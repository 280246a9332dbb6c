import { versionOf } from '../model/identity';
import { describeOrigin } from '../model/origin';
import type { CoveredPart } from '../traffic-tests/coverage';
import type { RequestFailure, TestResult } from '../traffic-tests/run-tests';
import { printableJson } from './printable';
import { answerRecord } from './route-json';
import { coverageTotals, failedTests, failureLines, TestReport } from './test-report';
import type { ShowPath } from './validation';

/** As `test.schema.json` documents it: fields may be added, never renamed. */
export function testsAsJson(report: TestReport, show: ShowPath): string {
  const { results, coverage } = report;
  const failed = failedTests(report).length;
  const document = {
    tests: results.map((result) => testRecord(result, show)),
    coverage: {
      kinds: coverageTotals(report),
      missed: coverage.flatMap(({ set, kinds }) =>
        kinds.flatMap(({ missed }) => missed.map((part) => missedRecord(part, set, show))),
      ),
    },
    summary: { tests: results.length, passed: results.length - failed, failed },
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

function testRecord({ file, test, set, failures }: TestResult, show: ShowPath): object {
  const { name, location, requests } = test;
  return {
    name,
    file: show(file),
    line: location.line,
    column: location.column,
    set,
    requests: requests.length,
    passed: failures.length === 0,
    message: failures.length === 0 ? undefined : failures.flatMap(failureLines).join('\n'),
    failures: failures.length === 0 ? undefined : failures.map((failure) => failureRecord(failure, show)),
  };
}

function failureRecord({ request, mismatches, answer, rule, reason, problem }: RequestFailure, show: ShowPath): object {
  return {
    request: request.title,
    problem,
    reason,
    mismatches: mismatches.map(({ what, expected, received }) => ({ what, expected, received })),
    answer: answer && answerRecord(answer, show),
    rule: rule && partRecord(rule, show),
  };
}

function missedRecord({ title, ...part }: CoveredPart, set: string, show: ShowPath): object {
  return { set, title, ...partRecord(part, show) };
}

function partRecord({ manifest, pointer }: Omit<CoveredPart, 'title'>, show: ShowPath): object {
  const { identity, object, origin } = manifest;
  const { group, kind, namespace, name } = identity;
  const location = origin.locate?.(pointer);
  return {
    resource: { group, version: versionOf(object.apiVersion), kind, namespace, name },
    pointer,
    origin: describeOrigin({ ...origin, locate: () => location }, show),
    ...(location !== undefined && { ...location, file: show(location.file) }),
  };
}
