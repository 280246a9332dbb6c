import { describeIdentity } from '../model/identity';
import type { CoveredPart } from '../traffic-tests/coverage';
import type { RequestFailure, TestResult } from '../traffic-tests/run-tests';
import { count } from './count';
import { printable } from './printable';
import { traceLines } from './route-text';
import { verdictOf } from './route-verdict';
import { coverageTotals, failedTests, failureLines, TestReport } from './test-report';
import { originAsText, pathsFrom, TextOptions } from './text';

/** As a test runner tells it: file by file, and of what fails all there is to know. */
export function testsAsText({ results }: TestReport, options: TextOptions): string {
  const { colours } = options;
  let heading: string | undefined;
  const ways = new Set<string>();
  const lines = results.flatMap((result) => {
    const next = printable(`${pathsFrom(options.cwd)(result.file)} (${result.set})`);
    const isNew = next !== heading;
    const start = isNew ? [...(heading === undefined ? [] : ['']), colours.bold(next)] : [];
    heading = next;
    return [...start, ...resultLines(result, ways, options)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function resultLines({ test, failures }: TestResult, ways: Set<string>, options: TextOptions): readonly string[] {
  const { colours } = options;
  const name = printable(test.name);
  if (failures.length === 0) return [`  ${colours.green('✓')} ${name}`];
  const where = colours.dim(`(${originAsText({ locate: () => test.location }, options)})`);
  return [
    `  ${colours.red('✕')} ${name} ${where}`,
    ...failures.flatMap((failure) => failureParagraph(failure, options, ways).map((line) => `      ${line}`)),
  ];
}

/**
 * What is not as expected, and how it came to be so.
 *
 * @param ways those that have been told, of which this is one from now on
 */
export function failureParagraph(
  failure: RequestFailure,
  options: TextOptions,
  ways = new Set<string>(),
): readonly string[] {
  const { answer, rule } = failure;
  const told = failureLines(failure).map(printable);
  if (rule !== undefined) {
    const place = originAsText({ locate: () => rule.manifest.origin.locate?.(rule.pointer) }, options);
    return [...told, `  because of ${describeIdentity(rule.manifest.identity)} ${rule.pointer} (${place})`];
  }
  if (answer === undefined) return told;
  const lines = [
    `  because it is ${verdictOf(answer)}`,
    ...traceLines(answer.trace, options).map((line) => `    ${line}`),
  ];
  const way = lines.join('\n');
  if (ways.has(way)) return [...told, `${lines[0]!}, by the way that is told above`];
  ways.add(way);
  return [...told, ...lines];
}

/** `2 failed, 20 passed` */
export function testSummary(report: TestReport): string {
  const failed = failedTests(report).length;
  const passed = report.results.length - failed;
  const counts = [...(failed > 0 ? [`${failed} failed`] : []), `${passed} passed`];
  return `${count(report.results.length, 'test')}: ${counts.join(', ')}\n`;
}

const PARTS: Readonly<Record<string, string>> = {
  VirtualService: 'rules of virtual services',
  Gateway: 'servers of gateways',
  AuthorizationPolicy: 'rules of authorization policies',
};

/** What requests have met of what there is, and each part that none has. */
export function coverageAsText(report: TestReport, options: TextOptions): string {
  const totals = coverageTotals(report).map(({ kind, total, touched }) => {
    const share = total === 0 ? 100 : Math.floor((100 * touched) / total);
    return [`${share} %`.padStart(5), `${touched} of ${total}`, PARTS[kind] ?? kind].join('  ');
  });
  const missed = report.coverage.flatMap(({ set, kinds }) => {
    const lines = kinds.flatMap((kind) => kind.missed.map((part) => missedLine(part, options)));
    return lines.length === 0 ? [] : [`Met by no request (${printable(set)}):`, ...lines.map((line) => `  ${line}`)];
  });
  return [options.colours.bold('Coverage'), ...totals.map((line) => `  ${line}`), ...missed]
    .map((line) => `${line}\n`)
    .join('');
}

function missedLine({ manifest, pointer, title }: CoveredPart, options: TextOptions): string {
  const origin = { ...manifest.origin, locate: () => manifest.origin.locate?.(pointer) };
  const place = options.colours.dim(`(${originAsText(origin, options)})`);
  return `${printable(`${describeIdentity(manifest.identity)} ${title}`)} ${place}`;
}
