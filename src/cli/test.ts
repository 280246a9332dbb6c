import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { replaceText } from '../adapters/replace-text';
import { DataFileError } from '../platform/data-file';
import { testsAsJson } from '../report/test-json';
import { testsAsJunit } from '../report/test-junit';
import { failedTests, TestReport } from '../report/test-report';
import { coverageAsText, testsAsText, testSummary } from '../report/test-text';
import { pathsFrom } from '../report/text';
import { environmentsOf } from '../traffic-tests/chosen-files';
import { runTests } from '../traffic-tests/run-tests';
import type { TestFile } from '../traffic-tests/traffic-test';
import { NotReadable } from './readable-sets';
import { APP_OPTION } from './environment';
import { ExitCode } from './exit-codes';
import { describeFailure } from './failure';
import { teaching } from './help';
import type { Io } from './io';
import { Report, reportOfFlag } from './report-flag';
import { testFiles } from './test-files';
import { testedSets } from './tested-sets';
import { UsageError } from './usage-error';

const FORMATS = ['text', 'json', 'junit'] as const;

type Format = (typeof FORMATS)[number];

interface TestOptions {
  readonly env: readonly string[];
  readonly path?: string | undefined;
  readonly format: Format;
  readonly report: readonly Report<Format>[];
  readonly cover?: true | undefined;
  readonly passWithNoTests?: true | undefined;
  readonly app: string;
}

export function testCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('test')
    .description('Run traffic tests: what requests should meet, written in YAML.')
    .argument('[file...]', 'files of tests, and folders of *.traffic.yaml (default: those beside the environments)')
    .addOption(
      new Option('--env <environment>', 'environment to test; repeatable')
        .default([] as readonly string[], 'all')
        .argParser((name, others: readonly string[]) => [...others, name]),
    )
    .option('--path <path>', 'folder or file of YAML to test instead of our environments')
    .addOption(new Option('--format <format>', 'how to say it').choices(FORMATS).default('text' as const))
    .addOption(
      new Option('--report <format=file>', 'write it in one more format to a file, too; repeatable')
        .default([] as readonly Report<Format>[], 'none')
        .argParser((value, previous: readonly Report<Format>[]) => [
          ...previous,
          reportOfFlag(value, FORMATS, 'junit=traffic.xml'),
        ]),
    )
    .option('--cover', 'say which routes, servers of gateways and policies no test touches')
    .option('--pass-with-no-tests', 'exit 0 where there are none')
    .option(...APP_OPTION)
    .addHelpText('after', HELP)
    .action(async (files, options) => {
      finish(await test(files, options, io));
    });
}

const HELP = teaching({
  examples: [
    ['test', 'all traffic tests beside the environments'],
    ['test --env production --cover', 'and what they do not touch'],
    ['test tests/routes.yaml --path manifests', "on anybody's YAML"],
    ['test --report junit=traffic.xml', 'for the dashboard of CI'],
  ],
  one: 'tests that fail or cannot be read; sources that synth refuses',
});

async function test(paths: readonly string[], options: TestOptions, io: Io): Promise<ExitCode> {
  try {
    const sets = await testedSets(options, io);
    if (sets instanceof NotReadable) return unread(sets, io);
    const { files, problems } = testFiles(paths, { ...options, environments: sets.names }, io);
    // What is wrong with one file says nothing of the others.
    if (problems.length > 0 && files.length === 0) throw new DataFileError(problems);
    if (problems.length > 0)
      io.stderr(describeFailure(new DataFileError(problems), { cwd: io.cwd, debug: false }).message);
    const testsOf = (name: string): readonly TestFile[] =>
      files.filter((file) => environmentsOf(file, sets.names).includes(name));
    const tested = sets.chosen.filter((name) => testsOf(name).length > 0);
    if (tested.length === 0) {
      if (problems.length > 0) return ExitCode.Findings;
      if (options.passWithNoTests !== true) throw new UsageError(withoutTests(files, sets.chosen));
      io.stderr(`${withoutTests(files, sets.chosen)}\n`);
      return ExitCode.Clean;
    }
    const read = sets.read(tested);
    if (read instanceof NotReadable) return unread(read, io);
    const runs = tested.map((name) => ({ name, ...runTests(testsOf(name), name, read.get(name)!) }));
    const report = {
      results: runs.flatMap(({ results }) => results),
      coverage: runs.map(({ name, coverage }) => ({ set: name, kinds: coverage })),
      where: sets.where,
    };
    tell(report, options, io);
    return failedTests(report).length === 0 && problems.length === 0 ? ExitCode.Clean : ExitCode.Findings;
  } finally {
    io.progress?.('');
  }
}

function withoutTests(files: readonly TestFile[], chosen: readonly string[]): string {
  return files.length === 0
    ? 'there are no traffic tests: write some to NAME.traffic.yaml beside the environments, or name their file'
    : `no traffic test is for ${chosen.join(', ')}: write one`;
}

function unread({ why, code }: NotReadable, io: Io): ExitCode {
  io.stderr(why);
  io.stderr('nothing is tested: what was read is not all that is there\n');
  return code;
}

function tell(report: TestReport, { format, report: reports, cover }: TestOptions, io: Io): void {
  const text = (as: Format, colours: boolean): string => {
    const show = pathsFrom(io.cwd);
    if (as === 'json') return testsAsJson(report, show);
    if (as === 'junit') return testsAsJunit(report, { cwd: io.cwd, colours: pc.createColors(false) });
    const options = { cwd: io.cwd, colours: pc.createColors(colours) };
    return testsAsText(report, options) + (cover === true ? `\n${coverageAsText(report, options)}` : '');
  };
  io.stdout(text(format, io.colours));
  for (const each of reports) replaceText(resolve(io.cwd, each.file), text(each.format, false));
  io.stderr(testSummary(report));
}
