import { relative, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { version } from '../adapters/package-info';
import { replaceText } from '../adapters/replace-text';
import { EXPLAINED_CODES, explainCode } from '../check/explain';
import { BUILT_IN } from '../check/schema/registry';
import { suppress } from '../check/suppression/suppress';
import type { Finding, Severity, Stage } from '../model/finding';
import { count } from '../report/count';
import { codesAsText, explanationAsMarkdown, explanationAsText } from '../report/explanation';
import { allFindings, Fails, Validation } from '../report/validation';
import { validationAsGithub } from '../report/validation-github';
import { validationAsJson } from '../report/validation-json';
import { validationAsJunit } from '../report/validation-junit';
import { CodeDescription, validationAsSarif } from '../report/validation-sarif';
import { validationAsText, validationSummary } from '../report/validation-text';
import { readBaseline, writeBaseline } from './baseline';
import { APP_OPTION } from './environment';
import { ExitCode } from './exit-codes';
import type { Io } from './io';
import { UsageError } from './usage-error';
import { sourcesOf } from './validate-sources';
import { runStages } from './validate-stages';

const STAGES = ['lint', 'schema', 'analyze', 'dry-run'] as const satisfies readonly Stage[];
/** Those that need no cluster. */
const OFFLINE: readonly Stage[] = ['lint', 'schema', 'analyze'];
const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;
const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;

interface ValidateOptions {
  readonly env?: readonly string[] | undefined;
  readonly stage?: readonly Stage[] | undefined;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string | undefined;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
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
    .option('--env <name...>', 'environments to check (default: all, and what belongs to the fleet)')
    .addOption(new Option('--stage <name...>', 'what to do (default: all but dry-run)').choices(STAGES))
    .addOption(new Option('--format <format>', 'how to say it').choices(FORMATS).default('text' as const))
    .option('--output <file>', 'write the answer to a file instead')
    .addOption(
      new Option('--fail-on <severity>', 'least severity that makes it exit 1')
        .choices(FAIL_ON)
        .default('error' as const),
    )
    .option('--only <code...>', 'tell of these codes only')
    .option('--skip <code...>', 'do not tell of these codes')
    .option('--baseline <file>', 'findings that are known, with reasons')
    .option('--write-baseline <file>', 'write all findings to such a file, and exit 0')
    .option('--no-istioctl', 'do not ask an istioctl on the PATH too')
    .option('--kubeconfig <file>', 'for --stage dry-run (default: that of kubectl)')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--explain [code]', 'say what a code means, with a bad and a good example; without one, list them')
    .option(...APP_OPTION)
    .addHelpText('after', EXAMPLES)
    .action(async (paths, options) => {
      finish(await (options.explain === undefined ? validate(paths, options, io) : explain(options.explain, io)));
    });
}

const EXAMPLES = `
Examples:
  istio-gitops validate                                  our environments
  istio-gitops validate deploy/overlays/production       a kustomization, built first
  helm template mesh | istio-gitops validate -           what another tool makes
  istio-gitops validate --format sarif --output a.sarif  for code scanning
  istio-gitops validate --explain IST0101`;

async function validate(paths: readonly string[], options: ValidateOptions, io: Io): Promise<ExitCode> {
  const baseline = options.baseline === undefined ? [] : readBaseline(resolve(io.cwd, options.baseline));
  const { sets, source, findings } = await sourcesOf({ paths, ...options }, io);
  const stages = new Set<Stage>(options.stage ?? OFFLINE);
  const validated = await runStages(sets, { ...options, stages, source, registry: BUILT_IN }, io);
  if (options.writeBaseline !== undefined) {
    const all = validated.flatMap((set) => set.findings);
    const file = resolve(io.cwd, options.writeBaseline);
    const number = writeBaseline(file, all, `known since ${io.today()}`);
    io.stderr(`${options.writeBaseline} knows ${count(number, 'finding')}: say why each may be\n`);
    return ExitCode.Clean;
  }
  const isChosen = chooserOf(options);
  const hasLookedFor = (code: string): boolean => OFFLINE.every((stage) => stages.has(stage)) && isChosen(code);
  const suppressed = suppress(validated, baseline, io.today(), hasLookedFor);
  const choose = (found: readonly Finding[]): readonly Finding[] => found.filter(({ code }) => isChosen(code));
  const validation: Validation = {
    sets: suppressed.sets.map((set) => ({ ...set, findings: choose(set.findings) })),
    findings: choose([...findings, ...suppressed.findings]),
    skipped: [],
  };
  const fails = failsOn(options.failOn);
  const answer = reportOf(validation, options.format, fails, io);
  if (options.output === undefined) io.stdout(answer);
  else replaceText(resolve(io.cwd, options.output), answer);
  io.stderr(validationSummary(validation));
  if (suppressed.count > 0) io.stderr(`${suppressed.count} ignored by annotations and baseline\n`);
  return allFindings(validation).some(fails) ? ExitCode.Findings : ExitCode.Clean;
}

function chooserOf({ only, skip = [] }: ValidateOptions): (code: string) => boolean {
  return (code) => (only === undefined || only.includes(code)) && !skip.includes(code);
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function failsOn(severity: ValidateOptions['failOn']): Fails {
  if (severity === 'never') return () => false;
  return (finding) => RANKS[finding.severity] <= RANKS[severity];
}

function reportOf(validation: Validation, format: ValidateOptions['format'], fails: Fails, io: Io): string {
  const show = (file: string): string => relative(io.cwd, file);
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

function describe(code: string): CodeDescription | undefined {
  const explained = EXPLAINED_CODES.get(code);
  if (explained?.explanation === undefined) return undefined;
  return { name: explained.name, what: explained.explanation.what, markdown: explanationAsMarkdown(explained) };
}

/** @throws UsageError for a code that nobody knows */
function explain(code: string | true, io: Io): ExitCode {
  if (code === true) {
    io.stdout(codesAsText(EXPLAINED_CODES.values()));
    return ExitCode.Clean;
  }
  try {
    io.stdout(explanationAsText(explainCode(code), pc.createColors(io.colours)));
    return ExitCode.Clean;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message);
  }
}
