import { resolve } from 'node:path';
import { GitRepository } from '../adapters/git';
import { workingTreeOf } from '../adapters/git-working-tree';

/** Where revisions are looked up: in the repository that has the deploy tree, which need not be that of the sources. */
export interface RevisionHome {
  /** In the repository. */
  readonly folder: string;
  readonly repository: GitRepository;
  /** That of the sources, where it is another one. */
  readonly sources?: GitRepository;
}

/** @param deployTree its folder, relative to the one that the command runs in */
export function revisionHome(cwd: string, deployTree: string): RevisionHome {
  const tree = resolve(cwd, deployTree);
  const root = workingTreeOf(tree);
  const here = new GitRepository(cwd);
  if (root === undefined || root === workingTreeOf(cwd)) return { folder: cwd, repository: here };
  return { folder: tree, repository: new GitRepository(tree), sources: here };
}
