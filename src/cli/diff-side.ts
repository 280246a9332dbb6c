import { posix, relative, resolve, sep } from 'node:path';
import { GitRepository, NamedCommit } from '../adapters/git';
import { pathKind } from '../adapters/path-kind';
import { didYouMean } from '../model/suggest';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { environmentNamed } from './environment';
import { UsageError } from './usage-error';

/** One side of a difference, as the command line names it. */
export type Side =
  | { readonly kind: 'folder'; readonly path: string; readonly title: string }
  | {
      readonly kind: 'revision';
      readonly commit: string;
      /** From the root of the repository. */
      readonly path: string;
      readonly title: string;
    }
  | { readonly kind: 'environment'; readonly definition: EnvironmentDefinition; readonly title: string }
  /** All that synth would write. */
  | { readonly kind: 'fleet'; readonly title: string };

/** The side that needs no name. */
export const SYNTHESIZED: Side = { kind: 'fleet', title: 'what synth would write' };

/** What names are looked up in. */
export interface Surroundings {
  readonly cwd: string;
  /** Path of the deploy tree in revisions, relative to the folder that the command runs in. */
  readonly deployTree: string;
  /** Loads the module of the fleet, once. */
  readonly fleet: () => Promise<Fleet>;
  /** Whether there is such a module. */
  readonly hasFleet: boolean;
}

const GIT = 'git:';
const ENVIRONMENT = 'env:';
/** What cannot be anything but a path. */
const PATH = /^(\.{0,2}\/|\.{1,2}$)/;
/** What can be the name of an environment. */
const DNS_LABEL = /^[a-z][-a-z0-9]*$/;

/**
 * What a word of the command line stands for: `./folder`, `git:REVISION`, `git:REVISION:folder`, `env:NAME`, or any of
 * them without what says which it is, where it can be one of them only.
 *
 * @throws UsageError when it is none of them, or more than one
 */
export async function sideNamed(word: string, around: Surroundings): Promise<Side> {
  if (PATH.test(word)) return folderNamed(word, around);
  if (word.startsWith(GIT)) {
    const side = revisionSide(word.slice(GIT.length), around);
    if (side !== undefined) return side;
    throw new UsageError(`"${word}" is no revision${suggestion(word.slice(GIT.length), [], around)}`);
  }
  if (word.startsWith(ENVIRONMENT)) {
    return environmentSide(environmentNamed(await around.fleet(), word.slice(ENVIRONMENT.length)));
  }
  const environments = around.hasFleet && DNS_LABEL.test(word) ? (await around.fleet()).environments : [];
  const definition = environments.find(({ name }) => name === word);
  const revision = revisionSide(word, around);
  const meanings = [
    ...(pathKind(resolve(around.cwd, word)) === 'folder' ? [[`./${word}`, folderNamed(word, around)] as const] : []),
    ...(revision === undefined ? [] : [[`${GIT}${word}`, revision] as const]),
    ...(definition === undefined ? [] : [[`${ENVIRONMENT}${word}`, environmentSide(definition)] as const]),
  ];
  if (meanings.length === 1) return meanings[0]![1];
  if (meanings.length > 1) {
    throw new UsageError(
      `"${word}" can be more than one thing: say ${meanings.map(([explicit]) => explicit).join(' or ')}`,
    );
  }
  throw new UsageError(
    `"${word}" is no folder, no revision and no environment${suggestion(
      word,
      environments.map(({ name }) => name),
      around,
    )}`,
  );
}

/** @throws UsageError when there is no such folder */
function folderNamed(word: string, { cwd }: Surroundings): Side {
  const path = resolve(cwd, word);
  if (pathKind(path) === 'folder') return { kind: 'folder', path, title: word };
  throw new UsageError(`${word} is no folder`);
}

/** `REVISION` for its deploy tree, or `REVISION:folder`, from the root of the repository as Git has it. */
function revisionSide(word: string, { cwd, deployTree }: Surroundings): Side | undefined {
  const colon = word.indexOf(':');
  const name = colon < 0 ? word : word.slice(0, colon);
  const revision = name === '' ? undefined : new GitRepository(cwd).commitNamed(name);
  if (revision === undefined) return undefined;
  const folder = colon < 0 ? undefined : word.slice(colon + 1);
  const isFromRoot = folder !== undefined && !PATH.test(folder);
  const path = isFromRoot ? posix.normalize(folder) : pathInRepository(revision, cwd, folder ?? deployTree);
  if (path.startsWith('..')) {
    const outside = folder ?? deployTree;
    throw new UsageError(
      `${outside} is outside of the repository that has ${name}: name ${outside} itself, as it is checked out, in place of the revision`,
    );
  }
  return {
    kind: 'revision',
    commit: revision.commit,
    path: path === '.' ? '' : path.replace(/\/$/, ''),
    title: revision.commit.startsWith(name) ? word : `${word} (${revision.commit.slice(0, 7)})`,
  };
}

function pathInRepository(revision: NamedCommit, cwd: string, folder: string): string {
  return posix.join(revision.folder, relative(cwd, resolve(cwd, folder)).replaceAll(sep, '/'));
}

function environmentSide(definition: EnvironmentDefinition): Side {
  return { kind: 'environment', definition, title: definition.name };
}

function suggestion(word: string, environments: readonly string[], { cwd }: Surroundings): string {
  const repository = new GitRepository(cwd);
  const hint = didYouMean(word, [...environments, ...repository.names()]);
  const shallow = repository.isShallow() ? '; the clone is shallow: check out the whole history (fetch-depth: 0)' : '';
  return `${hint}${shallow} (./FOLDER, git:REVISION, git:REVISION:FOLDER and env:NAME are always understood)`;
}
