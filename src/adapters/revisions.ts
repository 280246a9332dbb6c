import { execFileSync } from 'node:child_process';
import { hasCode, WorldError } from './world-error';

/** A commit that a name stands for. */
export interface Revision {
  readonly commit: string;
  /** Path of the folder that was asked in, from the root of the repository; `''` is the root. */
  readonly folder: string;
}

/**
 * The commit that a name stands for in the repository that a folder is in; undefined where it stands for none, or there
 * is no repository.
 *
 * @throws WorldError when there is no Git
 */
export function revisionNamed(name: string, folder: string): Revision | undefined {
  const commit = git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  if (commit === undefined) return undefined;
  return { commit, folder: git(folder, 'rev-parse', '--show-prefix')?.replace(/\/$/, '') ?? '' };
}

/** Branches and tags of the repository that a folder is in. */
export function revisionNames(folder: string): readonly string[] {
  const names = git(folder, 'for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags');
  return names === undefined || names === '' ? [] : names.split('\n');
}

/** Whether the repository has only some of its history. */
export function isShallow(folder: string): boolean {
  return git(folder, 'rev-parse', '--is-shallow-repository') === 'true';
}

/** What Git says; undefined where it refuses. */
function git(folder: string, ...words: readonly string[]): string | undefined {
  try {
    return execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trimEnd();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      throw new WorldError('cannot run git: install it, or add it to PATH', { cause: error });
    }
    return undefined;
  }
}
