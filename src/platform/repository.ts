import { objectOf, optional } from '../model/props';
import { TEXT } from '../model/props-values';

/** The Git repository that GitOps controllers read the deploy tree from, and the one that synth runs in. */
export interface RepositoryProps {
  /** As the controllers clone it: `https://…`, `ssh://…` or `git@host:path`. */
  readonly url: string;
  /** @default 'main' */
  readonly branch?: string | undefined;
  /**
   * Folder of the deploy tree in the repository; `''` where it is the root.
   * @default 'deploy', and the root of a repository that has no `sources` in it
   */
  readonly path?: string | undefined;
  /**
   * Where `environments/` is, if that is another repository than the deploy tree's.
   * @default the same repository and branch
   */
  readonly sources?: SourcesProps | undefined;
}

/** The Git repository of the sources, with them at its root. */
export interface SourcesProps {
  /** As Git clones it. */
  readonly url: string;
  /** @default 'main' */
  readonly branch?: string | undefined;
}

export const REPOSITORY = objectOf<RepositoryProps>({
  url: TEXT,
  branch: optional(TEXT),
  path: optional(TEXT),
  sources: optional(objectOf<SourcesProps>({ url: TEXT, branch: optional(TEXT) })),
});

/** {@link RepositoryProps} with their defaults. */
export interface Repository {
  /** As Git clones it: `https://…`, `ssh://…` or `git@host:path`. */
  readonly url: string;
  /** Branch that controllers read and synth is committed to. */
  readonly branch: string;
  /** Folder of the deploy tree; `''` where it is the root. */
  readonly path: string;
  /** Undefined where the sources are in the same repository. */
  readonly sources?:
    | {
        /** As Git clones it. */
        readonly url: string;
        /** Branch that changes are merged into. */
        readonly branch: string;
      }
    | undefined;
}

export function repositoryOf({ url, branch = 'main', path, sources }: RepositoryProps): Repository {
  const folder = path ?? (sources === undefined ? 'deploy' : '');
  return {
    url,
    branch,
    path: folder.replace(/^(\.?\/)+|\/+$/g, ''),
    sources: sources === undefined ? undefined : { url: sources.url, branch: sources.branch ?? 'main' },
  };
}

/** A path of the deploy tree as one of the repository: `overlays/production` is `deploy/overlays/production`. */
export function pathInRepository({ path }: Repository, inTree: string): string {
  return path === '' || path === '.' ? inTree : `${path}/${inTree}`;
}
