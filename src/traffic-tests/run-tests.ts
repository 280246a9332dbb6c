import { Mesh } from '../mesh/mesh';
import type { TrafficAnswer } from '../mesh/traffic/answer';
import { Traffic } from '../mesh/traffic/traffic';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { Coverage, KindCoverage } from './coverage';
import { Mismatch, mismatches } from './mismatches';
import { ruleMismatches, RulesByHost } from './rule-mismatches';
import type { AnyTest, RuleTest, TestFile, TestRequest, TrafficTest } from './traffic-test';

/** What became of a test in one environment. */
export interface TestResult {
  readonly file: string;
  readonly test: AnyTest;
  /** The set of manifests that it ran on. */
  readonly set: string;
  /** Requests that do not meet what is expected; none where the test has passed. */
  readonly failures: readonly RequestFailure[];
}

export interface RequestFailure {
  readonly request: TestRequest;
  readonly mismatches: readonly Mismatch[];
  /** With its trace, where the whole way was asked for. */
  readonly answer?: TrafficAnswer | undefined;
  /** The rule that took it, where that alone was asked for. */
  readonly rule?: { readonly manifest: Manifest; readonly pointer: string } | undefined;
  /** Why no rule took it, where a rule alone was asked for. */
  readonly reason?: string | undefined;
  /** Why it cannot be sent. */
  readonly problem?: string | undefined;
}

export interface TestRun {
  readonly results: readonly TestResult[];
  /** What of the set requests have met. */
  readonly coverage: readonly KindCoverage[];
}

/**
 * Runs the tests of some files on one set of manifests.
 *
 * @param name what people call the set
 */
export function runTests(files: readonly TestFile[], name: string, set: ManifestSet): TestRun {
  const mesh = new Mesh(set);
  const traffic = new Traffic(mesh);
  const rules = new RulesByHost(mesh);
  const coverage = new Coverage(mesh);
  const results = files.flatMap((file): TestResult[] => {
    const resultOf = (test: AnyTest, check: (request: TestRequest) => RequestFailure | undefined): TestResult => {
      return { file: file.file, test, set: name, failures: test.requests.flatMap((each) => check(each) ?? []) };
    };
    return file.format === 'istio-gitops'
      ? file.tests.map((test) => resultOf(test, (request) => failureOf(request, test, traffic, coverage)))
      : file.tests.map((test) => resultOf(test, (request) => ruleFailureOf(request, test, rules, coverage)));
  });
  return { results, coverage: coverage.record() };
}

function failureOf(
  request: TestRequest,
  { expect }: TrafficTest,
  traffic: Traffic,
  coverage: Coverage,
): RequestFailure | undefined {
  try {
    const answer = traffic.explain(request.request);
    coverage.touch(answer);
    const found = mismatches(expect, answer);
    return found.length === 0 ? undefined : { request, mismatches: found, answer };
  } catch (error) {
    // Who sends it is known to the mesh alone.
    if (!(error instanceof RangeError)) throw error;
    return { request, mismatches: [], problem: error.message };
  }
}

function ruleFailureOf(
  request: TestRequest,
  { expect }: RuleTest,
  rules: RulesByHost,
  coverage: Coverage,
): RequestFailure | undefined {
  const rule = rules.ruleFor(request.request);
  if (rule !== undefined) coverage.touchPart(rule);
  const found = ruleMismatches(expect, rule);
  if (found.length === 0) return undefined;
  return rule === undefined
    ? { request, mismatches: found, reason: rules.reason(request.request) }
    : { request, mismatches: found, rule };
}
