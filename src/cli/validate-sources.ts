import { dirname, join, relative, resolve } from 'node:path';
import { loadFleet } from '../adapters/fleet-module';
import { lintTexts } from '../adapters/lint-files';
import { folderAt, manifestSetsOfFolder, manifestSetsOfTexts, textAt } from '../adapters/manifest-sources';
import { policyParametersAbove } from '../adapters/policy-parameters';
import { readStream } from '../adapters/standard-input';
import { WorldError } from '../adapters/world-error';
import { fixOfParser } from '../check/explanations/reading';
import type { SetSource } from '../check/validate-set';
import type { Finding } from '../model/finding';
import { ManifestSet } from '../model/manifest-set';
import type { PolicyParameters } from '../model/policy-parameters';
import type { ManifestSets, SkippedFile } from '../read/manifest-sets';
import type { ReadProblem } from '../read/problem';
import { decodeText, TextFile } from '../read/text-file';
import { composedEnvironments, composedFleet } from './composed-sets';
import { environmentNamed } from './environment';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** What there is to validate. */
export interface ValidateSources {
  readonly sets: readonly SourceSet[];
  readonly source: SetSource;
  /** What could not be read, or why synth would write nothing. */
  readonly findings: readonly Finding[];
  /** Files that were found and hold nothing of the sets. */
  readonly unread: readonly SkippedFile[];
  /** What the stage lint says of the texts that were read; nothing of what was composed, which has none. */
  readonly lint: () => readonly Finding[];
}

export interface SourceSet {
  readonly set: ManifestSet;
  /** Of the policies. */
  readonly parameters: PolicyParameters;
}

export interface SourceChoice {
  readonly paths: readonly string[];
  readonly env?: readonly string[] | undefined;
  readonly app: string;
}

/**
 * Files and folders, `-` for the standard input, or else the environments of the fleet.
 *
 * @throws UsageError for paths and environments at once
 * @throws WorldError when there is no such path
 */
export async function sourcesOf({ paths, env, app }: SourceChoice, io: Io): Promise<ValidateSources> {
  if (env !== undefined && paths.length > 0)
    throw new UsageError('--env is about environments, and paths are given: leave out one of them');
  try {
    return paths.length === 0 ? await composedSources(env, app, io) : sourcesOfReadings(await readingsOf(paths, io));
  } finally {
    io.progress?.('');
  }
}

const STANDARD_INPUT = '-';

/** What is read, linted and named together. */
interface Reading {
  readonly sets: ManifestSets;
  /** The folders and files that settings are looked for at, each with the texts that they hold for. */
  readonly linted: readonly { readonly path: string; readonly texts: readonly TextFile[] }[];
  readonly parameters: PolicyParameters;
}

/** Each folder on its own, and all files and the standard input together, as what names them one by one means them. */
async function readingsOf(paths: readonly string[], io: Io): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  const texts = new Map<string, TextFile | ReadProblem>();
  for (const given of paths) {
    io.progress?.(`reading ${given === STANDARD_INPUT ? 'the standard input' : given}`);
    if (given === STANDARD_INPUT) {
      texts.set(join(io.cwd, STANDARD_INPUT), await standardInput(io));
      continue;
    }
    const path = resolve(io.cwd, given);
    const folder = folderAt(path);
    if (folder === undefined) texts.set(path, textAt(path));
    else readings.push(readingOfFolder(folder, paths.length > 1 ? relative(io.cwd, folder) : ''));
  }
  return texts.size === 0 ? readings : [...readings, readingOfTexts(texts)];
}

/** @throws WorldError when nothing comes: without `pipefail` nobody else tells that the command before has failed */
async function standardInput(io: Io): Promise<TextFile | ReadProblem> {
  const text = decodeText('standard input', await readStream(io.stdin()));
  if (text instanceof TextFile && text.text.trim() === '') {
    throw new WorldError('the standard input is empty: has the command failed that was to write it?');
  }
  return text;
}

function readingOfTexts(texts: ReadonlyMap<string, TextFile | ReadProblem>): Reading {
  const linted = new Map<string, { readonly path: string; readonly texts: TextFile[] }>();
  for (const [path, text] of texts) {
    if (!(text instanceof TextFile)) continue;
    const beside = linted.get(dirname(path));
    if (beside === undefined) linted.set(dirname(path), { path, texts: [text] });
    else beside.texts.push(text);
  }
  const [first] = texts.keys();
  return {
    sets: manifestSetsOfTexts([...texts.values()]),
    linted: [...linted.values()],
    parameters: policyParametersAbove(dirname(first!)),
  };
}

/** @param prefix of the names of its sets, where they have to be told apart from others */
function readingOfFolder(folder: string, prefix: string): Reading {
  const read = manifestSetsOfFolder(folder);
  const sets = prefix === '' ? read.sets : new Map([...read.sets].map(([name, set]) => [name, renamed(set, prefix)]));
  return {
    sets: { ...read, sets },
    linted: [{ path: folder, texts: read.texts }],
    parameters: policyParametersAbove(folder),
  };
}

function renamed({ name, manifests }: ManifestSet, prefix: string): ManifestSet {
  return new ManifestSet(join(prefix, name), manifests);
}

function sourcesOfReadings(readings: readonly Reading[]): ValidateSources {
  // Folders may share a base, which is read for each of them.
  const problems = new Map(
    readings.flatMap(({ sets }) => sets.problems.map((problem) => [JSON.stringify(problem), problem] as const)),
  );
  return {
    sets: readings.flatMap(({ sets, parameters }) => [...sets.sets.values()].map((set) => ({ set, parameters }))),
    source: 'read',
    findings: [...problems.values()].map(problemAsFinding),
    unread: readings.flatMap(({ sets }) => sets.skipped),
    lint: () => {
      const seen = new Set<string>();
      const findings = readings.flatMap(({ linted }) =>
        linted.flatMap(({ path, texts }) => {
          const others = texts.filter((text) => !seen.has(text.path));
          for (const text of others) seen.add(text.path);
          return lintTexts({ texts: others, problems: [...problems.values()] }, path);
        }),
      );
      // What is wrong with a configuration is wrong for each of the folders below it.
      return [...new Map(findings.map((finding) => [lineOf(finding), finding])).values()];
    },
  };
}

async function composedSources(env: readonly string[] | undefined, app: string, io: Io): Promise<ValidateSources> {
  io.progress?.('composing environments');
  const fleet = await loadFleet(resolve(io.cwd, app));
  const { sets, refused } =
    env === undefined
      ? composedFleet(fleet, 'rendered')
      : composedEnvironments(
          fleet,
          env.map((name) => environmentNamed(fleet, name)),
        );
  return {
    sets: [...sets.values()].map((set) => ({ set, parameters: fleet.policies })),
    source: 'composed',
    // The schema stage says it better.
    findings: refused.filter(({ stage }) => stage !== 'schema'),
    unread: [],
    lint: () => [],
  };
}

function lineOf({ code, origin, message }: Finding): string {
  return JSON.stringify([code, origin.locate?.(), message]);
}

function problemAsFinding({ code, severity, location, message, related = [] }: ReadProblem): Finding {
  const fix = fixOfParser(code);
  return {
    code,
    severity,
    stage: 'lint',
    origin: { locate: () => location },
    message,
    ...(fix !== undefined && { fix }),
    related: related.map((place) => ({ locate: () => place })),
  };
}
