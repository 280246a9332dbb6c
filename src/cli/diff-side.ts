import { posix, relative, resolve, sep } from 'node:path';
import { pathKind } from '../adapters/path-kind';
import { WorldError } from '../adapters/world-error';
import { didYouMean } from '../model/suggest';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { environmentNamed } from './environment';
import { revisionHome } from './revision-home';
import { UsageError } from './usage-error';

/** One side of a difference, as the command line names it. */
export type Side =
  | { readonly kind: 'folder'; readonly path: string; readonly title: string }
  | {
      readonly kind: 'revision';
      /** A folder in it. */
      readonly repository: string;
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

/**
 * {@link SYNTHESIZED}, where there is a fleet.
 *
 * @param other the side that it is compared with, as the command line names it
 * @throws WorldError where there is none
 */
export function synthesizedSide(other: string, { app, hasFleet }: Surroundings): Side {
  if (hasFleet) return SYNTHESIZED;
  throw new WorldError(
    `${app} does not exist, so that nothing says what synth would write: run in the folder of your project, ` +
      `or name both sides, such as \`diff ${other} ./ --out .\` in the folder of a deploy tree`,
  );
}

/** What names are looked up in. */
export interface Surroundings {
  readonly cwd: string;
  /** Path of the deploy tree, in revisions too, relative to the folder that the command runs in. */
  readonly deployTree: string;
  /** The module of the fleet. */
  readonly app: string;
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
    throw unknown(word, 'no revision', word.slice(GIT.length), [], around);
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
  const names = environments.map(({ name }) => name);
  throw unknown(word, 'no folder, no revision and no environment', word, names, around);
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
  if (name === '') return undefined;
  const { folder: home, repository, sources } = revisionHome(cwd, deployTree);
  const revision = repository.commitNamed(name);
  if (revision === undefined) return undefined;
  const folder = colon < 0 ? undefined : word.slice(colon + 1);
  const isFromRoot = folder !== undefined && !PATH.test(folder);
  const path = isFromRoot
    ? posix.normalize(folder)
    : posix.join(revision.folder, relative(home, resolve(cwd, folder ?? deployTree)).replaceAll(sep, '/'));
  if (path.startsWith('..')) {
    const outside = folder ?? deployTree;
    throw new UsageError(
      `${outside} is outside of the repository that has ${name}: name ${outside} itself, as it is checked out, in place of the revision`,
    );
  }
  const title = revision.commit.startsWith(name) ? word : `${word} (${revision.commit.slice(0, 7)})`;
  return {
    kind: 'revision',
    repository: home,
    commit: revision.commit,
    path: path === '.' ? '' : path.replace(/\/$/, ''),
    title: sources === undefined ? title : `${title} of the repository of ${deployTree}`,
  };
}

function environmentSide(definition: EnvironmentDefinition): Side {
  return { kind: 'environment', definition, title: definition.name };
}

function unknown(
  word: string,
  what: string,
  revision: string,
  environments: readonly string[],
  { cwd, deployTree }: Surroundings,
): UsageError {
  const { repository, sources } = revisionHome(cwd, deployTree);
  const name = revision.split(':', 1)[0]!;
  if (sources?.commitNamed(name) !== undefined) {
    return new UsageError(
      `"${name}" is a revision of the sources, which has no deploy tree, and none of the repository of ${deployTree}: name one ` +
        `of that, or compare with a folder that has the tree of these sources: git worktree add ../before ${name}, and in there ` +
        'npm ci and npx istio-gitops synth',
    );
  }
  const hint = didYouMean(revision, [...environments, ...repository.names()]);
  const shallow = repository.isShallow() ? '; the clone is shallow: check out the whole history (fetch-depth: 0)' : '';
  return new UsageError(
    `"${word}" is ${what}${hint}${shallow} (./FOLDER, git:REVISION, git:REVISION:FOLDER and env:NAME are always understood)`,
  );
}
