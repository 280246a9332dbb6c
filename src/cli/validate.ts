import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { isInside } from '../adapters/inside-folder';
import { OwnPolicies } from '../adapters/opa-program';
import { version } from '../adapters/package-info';
import { replaceText } from '../adapters/replace-text';
import { withoutToldByRule } from '../check/policy/findings';
import { BUILT_IN } from '../check/schema/registry';
import { suppress } from '../check/suppression/suppress';
import type { Finding, Severity, Stage } from '../model/finding';
import { count } from '../report/count';
import { codesAsText, explanationAsMarkdown, explanationAsText } from '../report/explanation';
import { pathsFrom } from '../report/text';
import { allFindings, Fails, Validation } from '../report/validation';
import { validationAsGithub } from '../report/validation-github';
import { validationAsJson } from '../report/validation-json';
import { validationAsJunit } from '../report/validation-junit';
import { CodeDescription, validationAsSarif } from '../report/validation-sarif';
import { validationSummary } from '../report/validation-summary';
import { validationAsText } from '../report/validation-text';
import { readBaseline, writeBaseline } from './baseline';
import { APP_OPTION } from './environment';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { Report, reportOfFlag } from './report-flag';
import { UsageError } from './usage-error';
import { chooserOf, knownCodes } from './validate-codes';
import { kindsDefinedAt } from './validate-kinds';
import { sourcesOf } from './validate-sources';
import { runStages } from './validate-stages';

const STAGES = ['lint', 'schema', 'analyze', 'policy', 'dry-run'] as const satisfies readonly Stage[];
/** Those that need no cluster. */
const OFFLINE: readonly Stage[] = ['lint', 'schema', 'analyze', 'policy'];
const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;
const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;

interface ValidateOptions {
  readonly env?: readonly string[] | undefined;
  readonly stage?: readonly Stage[] | undefined;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string | undefined;
  readonly report: readonly Report<(typeof FORMATS)[number]>[];
  readonly failOn: (typeof FAIL_ON)[number];
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly policy: readonly string[];
  readonly crds: readonly string[];
  readonly baseline?: string | undefined;
  readonly writeBaseline?: string | undefined;
  readonly istioctl: boolean;
  readonly explain?: string | true | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly app: string;
}

export function validateCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('validate')
    .description('Check Istio configuration before it is merged: ours, or any folder, file or stream of YAML.')
    .argument('[path...]', 'folders and files of YAML, - for the standard input (default: our environments)')
    .option('--env <environment...>', 'environments to check (default: all, and what belongs to the fleet)')
    .addOption(
      new Option('--stage <name...>', 'what to do (default: all but dry-run)').choices(STAGES).argParser(stageNamed),
    )
    .addOption(new Option('--format <format>', 'how to say it').choices(FORMATS).default('text' as const))
    .option('--output <file>', 'write the answer to a file instead')
    .addOption(
      new Option('--report <format=file>', 'write it in one more format to a file, too; repeatable')
        .default([] as readonly Report<(typeof FORMATS)[number]>[], 'none')
        .argParser((value, previous: readonly Report<(typeof FORMATS)[number]>[]) => [
          ...previous,
          reportOfFlag(value, FORMATS, 'sarif=findings.sarif'),
        ]),
    )
    .addOption(
      new Option('--fail-on <severity>', 'least severity that makes it exit 1')
        .choices(FAIL_ON)
        .default('error' as const),
    )
    .option('--only <code...>', 'tell of these codes only')
    .option('--skip <code...>', 'do not tell of these codes')
    .option('--baseline <file>', 'findings that are known, with reasons')
    .option('--write-baseline <file>', 'write all findings to such a file, and exit 0')
    .addOption(repeatable('--policy <folder>', 'Rego of your own, which the opa on the PATH evaluates; repeatable'))
    .addOption(repeatable('--crds <path>', 'folder or file with CRDs of your own; repeatable'))
    .option('--no-istioctl', 'do not ask an istioctl on the PATH too')
    .option('--kubeconfig <file>', 'for --stage dry-run (default: that of kubectl)')
    .option('--context <context>', 'context of the kubeconfig (default: the current one)')
    .option('--explain [code]', 'say what a code means, with a bad and a good example; without one, list them')
    .option(...APP_OPTION)
    .addHelpText('after', HELP)
    .action(async (paths, options) => {
      finish(await (options.explain === undefined ? validate(paths, options, io) : explain(options.explain, io)));
    });
}

/** A path behind the stages is taken for one. */
function stageNamed(value: string, previous: readonly Stage[] = []): readonly Stage[] {
  const stage = STAGES.find((name) => name === value);
  if (stage !== undefined) return [...previous, stage];
  throw new InvalidArgumentError(`Allowed choices are ${STAGES.join(', ')}; paths stand before --stage.`);
}

function repeatable<Flags extends string>(flags: Flags, description: string): Option<Flags, undefined, [], string[]> {
  return new Option(flags, description)
    .default([] as string[], 'none')
    .argParser((value: string, previous: string[]) => [...previous, value]);
}

const HELP = teaching({
  examples: [
    ['validate', 'our environments'],
    ['validate deploy/overlays/production', 'a kustomization, built first'],
    ['validate -', 'what another tool makes: helm template mesh | …'],
    ['validate --policy rego --crds crds mesh', 'with policies and kinds of your own'],
    ['validate --format sarif --output a.sarif', 'for code scanning'],
    ['validate --explain IST0101', 'what a code means'],
  ],
  one: 'findings that are as severe as --fail-on says',
});

async function validate(paths: readonly string[], options: ValidateOptions, io: Io): Promise<ExitCode> {
  const stages = new Set<Stage>(options.stage ?? OFFLINE);
  if (options.policy.length > 0 && !stages.has('policy')) {
    throw new UsageError('--policy is for the stage policy, which --stage leaves out: add it, or leave out --policy');
  }
  const isChosen = chooserOf(options);
  const baseline = options.baseline === undefined ? [] : readBaseline(resolve(io.cwd, options.baseline));
  const policies = options.policy.map((folder) => new OwnPolicies(resolve(io.cwd, folder)));
  const registry = BUILT_IN.with(kindsDefinedAt(options.crds, io));
  const { sets, source, findings, unread, lint } = await sourcesOf({ paths, ...options }, io);
  const told = (found: readonly Finding[]): readonly Finding[] => found.filter(({ code }) => isChosen(code));
  const ofFiles = told([...findings, ...(stages.has('lint') ? lint() : [])]);
  const validated = await runStages(sets, { ...options, stages, source, registry, policies }, io);
  const ofSets = validated.map((set) => ({ ...set, findings: withoutToldByRule(told(set.findings), ofFiles) }));
  if (options.writeBaseline !== undefined) {
    const all = [ofFiles, ...ofSets.map((set) => set.findings)];
    const number = writeBaseline(resolve(io.cwd, options.writeBaseline), all, `known since ${io.today()}`);
    io.stderr(`${options.writeBaseline} knows ${count(number, 'finding')}: say why each may be\n`);
    return ExitCode.Clean;
  }
  const hasLookedFor = (code: string): boolean =>
    OFFLINE.every((stage) => stages.has(stage)) &&
    isChosen(code) &&
    (policies.length > 0 || knownCodes().get(code) !== undefined);
  const suppressed = suppress({ sets: ofSets, findings: ofFiles }, baseline, io.today(), hasLookedFor);
  const validation: Validation = { sets: suppressed.sets, findings: suppressed.findings, skipped: [], unread };
  const fails = failsOn(options.failOn);
  writeReports(validation, options, fails, io);
  io.stderr(validationSummary(validation));
  if (suppressed.count > 0) io.stderr(`${suppressed.count} ignored by annotations and baseline\n`);
  return allFindings(validation).some(fails) ? ExitCode.Findings : ExitCode.Clean;
}

function writeReports(validation: Validation, options: ValidateOptions, fails: Fails, io: Io): void {
  const answer = reportOf(validation, options.format, fails, io);
  if (options.output === undefined) io.stdout(answer);
  else replaceText(resolve(io.cwd, options.output), answer);
  for (const { format, file } of options.report) {
    replaceText(resolve(io.cwd, file), reportOf(validation, format, fails, { ...io, colours: false }));
  }
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function failsOn(severity: ValidateOptions['failOn']): Fails {
  if (severity === 'never') return () => false;
  return (finding) => RANKS[finding.severity] <= RANKS[severity];
}

function reportOf(validation: Validation, format: ValidateOptions['format'], fails: Fails, io: Io): string {
  const show = pathsFrom(isForGithub(format) ? checkoutOf(io) : io.cwd);
  switch (format) {
    case 'text':
      return validationAsText(validation, { cwd: io.cwd, colours: pc.createColors(io.colours) });
    case 'json':
      return validationAsJson(validation, show);
    case 'sarif':
      return validationAsSarif(validation, { show, version, describe });
    case 'junit':
      return validationAsJunit(validation, show, fails);
    case 'github':
      return validationAsGithub(validation, show);
  }
}

/** GitHub finds a file by its path from the root of the checkout, whatever folder the step runs in. */
function checkoutOf({ cwd, environment }: Io): string {
  const { GITHUB_WORKSPACE: checkout } = environment;
  return checkout !== undefined && isInside(cwd, checkout) ? checkout : cwd;
}

function isForGithub(format: ValidateOptions['format']): boolean {
  return format === 'github' || format === 'sarif';
}

function describe(code: string): CodeDescription | undefined {
  const explained = knownCodes().get(code);
  if (explained?.explanation === undefined) return undefined;
  return { name: explained.name, what: explained.explanation.what, markdown: explanationAsMarkdown(explained) };
}

/** @throws UsageError for a code that nobody knows */
function explain(code: string | true, io: Io): ExitCode {
  const colours = pc.createColors(io.colours);
  if (code === true) {
    io.stdout(codesAsText([...knownCodes()], colours));
    return ExitCode.Clean;
  }
  const explained = knownCodes().get(code);
  if (explained === undefined) throw new UsageError(knownCodes().unknown(code));
  io.stdout(explanationAsText(explained, colours));
  return ExitCode.Clean;
}
