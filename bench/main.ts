import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Build } from './build';
import { Options, parseOptions, USAGE } from './options';
import { asJson, asText, Report } from './report';

/** Times our programs and their peers on equal work, and says whether what the project promises holds. */
function main(argv: readonly string[]): number {
  let options: Options;
  try {
    options = parseOptions(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-bench-'));
  try {
    const build = new Build(join(folder, 'package'));
    const reports = new Map<string, Report>();
    for (const contest of options.contests) {
      const report = contest.hold(build, options, { folder: join(folder, contest.name), progress });
      reports.set(contest.name, report);
      if (options.format === 'text') process.stdout.write(asText(report));
    }
    if (options.format === 'json') process.stdout.write(asJson(reports));
    return [...reports.values()].some(hasFailed) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasFailed({ skipped, verdicts }: Report): boolean {
  const isIncomplete = skipped.length > 0 && process.env['ISTIO_GITOPS_REQUIRE_PROGRAMS'] === '1';
  return isIncomplete || verdicts.some(({ passed }) => !passed);
}

/** A line that the next one replaces, where somebody looks. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

process.exitCode = main(process.argv.slice(2));
