import type { EnvironmentFacts } from '../platform/workflows';

/** What every workflow is made from: the fleet, and what `githubActions()` was told. */
export interface WorkflowContext {
  /** In the order in which changes are promoted. */
  readonly environments: readonly EnvironmentFacts[];
  /** The repository that has the sources. */
  readonly sources: GitHubRepository;
  /** The repository that has the deploy tree; the same as {@link sources}, or another one. */
  readonly deploy: GitHubRepository & {
    /** Folder of the deploy tree; `.` where it is the root. */
    readonly path: string;
  };
  readonly hasTwoRepositories: boolean;
  /** Label of the runners. */
  readonly runsOn: string;
  /** Version of Node.js. */
  readonly node: string;
  /** How the command line of istio-gitops is called: plain words, which a script may hold as they are. */
  readonly command: string;
  /** The same with `synth` and its layout; `--out` is the caller's to add. */
  readonly synth: string;
  /** What `validate` is told besides: plain words. */
  readonly validateWords: readonly string[];
  /** How what synth writes gets to another repository. */
  readonly publishBy: 'pull-request' | 'push';
}

export interface GitHubRepository {
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
}

/** `owner/name` */
export function fullName({ owner, name }: GitHubRepository): string {
  return `${owner}/${name}`;
}
