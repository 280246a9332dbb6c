import { describeIdentity } from '../model/identity';
import type { CoveredPart } from '../traffic-tests/coverage';
import type { TestResult } from '../traffic-tests/run-tests';
import { count } from './count';
import { printable } from './printable';
import { briefFailures } from './test-failure';
import { coverageTotals, failedTests, TestReport } from './test-report';
import { originAsText, pathsFrom, TextOptions } from './text';

/** As a test runner tells it: file by file, and of what fails what decides it. */
export function testsAsText({ results, where }: TestReport, options: TextOptions): string {
  const { colours } = options;
  let heading: string | undefined;
  const lines = results.flatMap((result) => {
    const next = printable(`${pathsFrom(options.cwd)(result.file)} (${result.set})`);
    const isNew = next !== heading;
    const start = isNew ? [...(heading === undefined ? [] : ['']), colours.bold(next)] : [];
    heading = next;
    return [...start, ...resultLines(result, where(result.set), options)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function resultLines(
  { test, failures }: TestResult,
  where: readonly string[],
  options: TextOptions,
): readonly string[] {
  const { colours } = options;
  const name = printable(test.name);
  if (failures.length === 0) return [`  ${colours.green('✓')} ${name}`];
  const place = colours.dim(`(${originAsText({ locate: () => test.location }, options)})`);
  return [
    `  ${colours.red('✕')} ${name} ${place}`,
    ...briefFailures(failures, where, options).map((line) => `      ${line}`),
  ];
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
