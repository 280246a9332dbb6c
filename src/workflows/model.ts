/**
 * Workflows of GitHub Actions as data, with the names of its documentation. What every workflow of ours must have is
 * required here, and what none may have (an action by a tag, a container, a shell of its own) cannot be said.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
import type { PinnedAction } from './actions';

export interface Workflow {
  readonly name: string;
  readonly 'run-name'?: string;
  readonly on: Triggers;
  readonly concurrency: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Triggers {
  readonly pull_request?: { readonly types?: readonly string[]; readonly branches?: readonly string[] };
  readonly push?: { readonly branches: readonly string[]; readonly paths?: readonly string[] };
  readonly schedule?: readonly { readonly cron: string }[];
  readonly workflow_dispatch?: { readonly inputs?: Readonly<Record<string, Input>> };
}

/** What a person chooses or types who starts a workflow. */
export type Input = {
  readonly description: string;
  readonly required?: boolean;
} & (
  | { readonly type: 'choice'; readonly options: readonly string[]; readonly default?: string }
  | { readonly type: 'string'; readonly default?: string }
  | { readonly type: 'number'; readonly default?: number }
);

export interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': boolean;
}

export interface Job {
  readonly name: string;
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly 'runs-on': string;
  /** An environment of GitHub, whose protection rules are a gate. */
  readonly environment?: string;
  /** What the job's own token may do; the workflow's may do nothing. */
  readonly permissions: Permissions;
  readonly 'timeout-minutes': number;
  readonly outputs?: Variables;
  readonly steps: readonly Step[];
}

export type Permissions = Readonly<
  Partial<Record<'actions' | 'contents' | 'issues' | 'pull-requests' | 'security-events', 'read' | 'write'>>
>;

export type Variables = Readonly<Record<string, string>>;

export type Step = RunStep | UsesStep;

interface AnyStep {
  readonly name: string;
  /** How later steps refer to it. */
  readonly id?: string;
  readonly if?: string;
  readonly env?: Variables;
}

export interface RunStep extends AnyStep {
  /** Bash without any `${{ }}`: what it has to know comes by {@link AnyStep.env}. See {@link script}. */
  readonly run: string;
  readonly 'working-directory'?: string;
}

export interface UsesStep extends AnyStep {
  readonly uses: PinnedAction;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  /** Whether the job may succeed without it. @default false */
  readonly 'continue-on-error'?: boolean;
}

/** `${{ … }}`, which GitHub replaces before the step or the job begins. Never in a script. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** A file that is there until the job ends, outside of every checkout. */
export function inTemp(name: string): string {
  return `${expression('runner.temp')}/${name}`;
}
