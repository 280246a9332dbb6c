import { objectOf, optional } from '../model/props';
import { TEXT } from '../model/props-values';

/** The Git repository that GitOps controllers read the deploy tree from. */
export interface RepositoryProps {
  /** As the controllers clone it: `https://…`, `ssh://…` or `git@host:path`. */
  readonly url: string;
  /** @default 'main' */
  readonly branch?: string | undefined;
  /** Folder of the deploy tree in the repository; `''` where it is the root. @default 'deploy' */
  readonly path?: string | undefined;
}

export const REPOSITORY = objectOf<RepositoryProps>({ url: TEXT, branch: optional(TEXT), path: optional(TEXT) });

export interface Repository {
  readonly url: string;
  readonly branch: string;
  readonly path: string;
}

export function repositoryOf({ url, branch = 'main', path = 'deploy' }: RepositoryProps): Repository {
  return { url, branch, path: path.replace(/^(\.?\/)+|\/+$/g, '') };
}

/** A path of the deploy tree as one of the repository: `overlays/production` is `deploy/overlays/production`. */
export function pathInRepository({ path }: Repository, inTree: string): string {
  return path === '' || path === '.' ? inTree : `${path}/${inTree}`;
}
