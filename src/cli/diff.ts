import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { loadFleet } from '../adapters/fleet-module';
import { pathKind } from '../adapters/path-kind';
import { replaceText } from '../adapters/replace-text';
import { Layout, LAYOUTS } from '../adapters/synthesize-fleet';
import { check, withoutMisshapen } from '../check/check';
import { SHAPE_RULES } from '../check/rules';
import { DEFAULT_MOST_DELETIONS, isSafe } from '../diff/deletion-guard';
import { diffTrees } from '../diff/diff';
import { trafficOfSets } from '../diff/traffic/sets';
import { Mesh } from '../mesh/mesh';
import type { ManifestSet } from '../model/manifest-set';
import type { Fleet } from '../platform/fleet';
import { refusalsAsText } from '../report/deletions';
import { diffAsJson } from '../report/diff-json';
import { COMMENT_BYTES, diffAsMarkdown } from '../report/diff-markdown';
import type { DiffReport } from '../report/diff-report';
import { diffAsText } from '../report/diff-text';
import { code } from '../report/markdown';
import { comparedSets, readSide } from './diff-sets';
import { NotReadable } from './readable-sets';
import { Side, sideNamed, SYNTHESIZED, synthesizedSide } from './diff-side';
import { APP_OPTION } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { UsageError } from './usage-error';

const FORMATS = ['text', 'json', 'markdown'] as const;

interface DiffCommandOptions {
  readonly format: (typeof FORMATS)[number];
  readonly details?: boolean | undefined;
  readonly output?: string | undefined;
  readonly exitCode?: true | undefined;
  readonly allowDeletion: readonly string[];
  readonly maxDeletions: number;
  readonly app: string;
  readonly out: string;
  readonly layout: Layout;
}

export function diffCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('diff')
    .description('Say what changes between two folders, Git revisions or environments, object by object.')
    .argument('<before>', 'folder, revision or environment; or ./FOLDER, git:REVISION[:FOLDER], env:NAME')
    .argument('[after]', 'the same (default: what synth would write now)')
    .addOption(new Option('--format <format>', 'how to say it').choices(FORMATS).default('text' as const))
    .option('--details', 'show all of objects that come or go, and of requests that get through on one side only')
    .option(
      '--output <file>',
      'write all of it to a file, too, with --details: on stdout, Markdown is cut to fit into a comment',
    )
    .option('--exit-code', 'exit 1 when something differs')
    .addOption(
      new Option('--allow-deletion <object>', 'KIND/NAME or KIND/NAMESPACE/NAME that may go away; once for each')
        .default([] as readonly string[], 'none')
        .argParser((name, others: readonly string[]) => [...others, objectName(name)]),
    )
    .option(
      '--max-deletions <number>',
      'objects that may go away without being named',
      wholeNumber,
      DEFAULT_MOST_DELETIONS,
    )
    .option('--out <dir>', 'folder of the deploy tree; revisions are of the repository that it is in', 'deploy')
    .option(...APP_OPTION)
    .addOption(
      new Option('--layout <name>', 'layout of the deploy tree that synth would write')
        .choices(LAYOUTS)
        .default('rendered' as const),
    )
    .addHelpText('after', HELP)
    .action(async (before, after, options) => {
      finish(await diff(before, after, options, io));
    });
}

const HELP = teaching({
  examples: [
    ['diff origin/main HEAD --format markdown', 'what a pull request changes'],
    ['diff HEAD --details', 'what the next synth and commit would change, all of it'],
    ['diff staging production', 'how two environments differ'],
  ],
  one: 'deletions that are not allowed; with --exit-code: any difference',
});

async function diff(before: string, after: string | undefined, options: DiffCommandOptions, io: Io): Promise<ExitCode> {
  const app = resolve(io.cwd, options.app);
  let loading: Promise<Fleet> | undefined;
  const fleet = (): Promise<Fleet> => (loading ??= loadFleet(app));
  const around = { cwd: io.cwd, deployTree: options.out, app, hasFleet: pathKind(app) === 'file', fleet };
  const sides = [
    await sideNamed(before, around),
    after === undefined ? synthesizedSide(before, around) : await sideNamed(after, around),
  ] as const;
  refuseOneSide(sides);

  const read = [];
  for (const side of sides) {
    const sets = await readSide(side, { io, fleet, layout: options.layout });
    if (sets instanceof NotReadable) {
      io.stderr(sets.why);
      io.stderr(`nothing is compared: what was read of ${side.title} is not all that is there\n`);
      return sets.code;
    }
    if (sets.size === 0) io.stderr(`there are no manifests in ${side.title}\n`);
    read.push({ side, sets });
  }
  const compared = comparedSets(read[0]!, read[1]!);
  const limits = { allowed: new Set(options.allowDeletion), most: options.maxDeletions };
  const { environments } = compared;
  const trees = diffTrees(compared.before, compared.after, { limits, environments });
  const report: DiffReport = {
    diff: trees,
    requests: trafficOfSets(compared.before, compared.after, trees, meshOf),
    before: sides[0].title,
    after: sides[1].title,
    environments,
  };
  tell(report, options, io);
  io.stderr(refusalsAsText(report.diff.deletions));
  const isClean = options.exitCode !== true || report.diff.objects.length === 0;
  return isClean && isSafe(report.diff.deletions) ? ExitCode.Clean : ExitCode.Findings;
}

/** Nobody can tell what an object of the wrong shape means for requests; that it differs is told anyway. */
function meshOf(set: ManifestSet): Mesh {
  return new Mesh(withoutMisshapen(set, check(new Mesh(set), SHAPE_RULES)));
}

/** @throws UsageError where there is one side only */
function refuseOneSide([before, after]: readonly [Side, Side]): void {
  if (before.kind !== 'environment' || after !== SYNTHESIZED) return;
  throw new UsageError(
    `${before.title} is composed now, as all that synth would write: name what to compare it with, such as git:HEAD`,
  );
}

function tell(report: DiffReport, { format, output, details = false }: DiffCommandOptions, io: Io): void {
  const plain = pc.createColors(false);
  const whole = (): string => {
    if (format === 'json') return diffAsJson(report);
    if (format === 'text') return diffAsText(report, plain, { details: true });
    return diffAsMarkdown(report, { whole: '', details: true });
  };
  if (output !== undefined) replaceText(resolve(io.cwd, output), whole());
  if (format === 'json') io.stdout(diffAsJson(report));
  else if (format === 'text') io.stdout(diffAsText(report, pc.createColors(io.colours), { details }));
  else {
    const where = output === undefined ? '<code>--output FILE</code> writes it' : `in ${code(output)}`;
    io.stdout(diffAsMarkdown(report, { bytes: COMMENT_BYTES, whole: where, details }));
  }
}

/** No part of an identity has a slash in it. */
function objectName(text: string): string {
  const parts = text.split('/');
  if ((parts.length === 2 || parts.length === 3) && !parts.includes('')) return text;
  throw new InvalidArgumentError('Use KIND/NAME or KIND/NAMESPACE/NAME, such as Gateway/istio-system/main.');
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Use a whole number.');
}
