import { FileTree, fileTree } from '../layout/file-tree';
import { eitherOf, objectOf, oneOf, optional, PropCheck, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { TEXT } from '../model/props-values';
import type { FleetFacts, Workflows } from '../platform/workflows';
import type { GitHubRepository, WorkflowContext } from './context';
import type { Workflow } from './model';
import { workflowFile } from './render';
import { deployChecks } from './deploy-checks';
import { drift } from './drift';
import { promotion } from './promotion';
import { rollback, rollbackAnnouncement } from './rollback';
import { ROLLBACK, RollbackProps, rollbackSettings } from './rollback-props';
import { rolloutStep } from './rollout-step';
import { synthesis } from './synth';
import { validation } from './validation';

/** Words that a shell takes as they are. */
function words(example: string): PropCheck<string> {
  return valueOf({ fix: `pass plain words such as ${example}` }, (value) => {
    return typeof value === 'string' && /^[\w@./:=-]+( [\w@./:=-]+)*$/.test(value);
  });
}

const NEVER: PropCheck<false> = valueOf({ fix: 'pass false' }, (value) => value === false);

const CRON = /^\S+( \S+){4}$/;

/** How workflows run, and what they do besides checking. */
export interface GitHubActionsProps {
  /** Label of the runners, which run Linux on x86-64. @default 'ubuntu-24.04' */
  readonly runsOn?: string | undefined;
  /** Version of Node.js. @default '24' */
  readonly node?: string | undefined;
  /** How istio-gitops is called in the repository of the sources. @default 'npx --no-install istio-gitops' */
  readonly command?: string | undefined;
  /**
   * What `validate` is told besides, such as `--fail-on warning --baseline known.yaml`; paths are from the root of the
   * repository, of both where there are two.
   * @default nothing
   */
  readonly validate?: string | undefined;
  /** Layout of the deploy tree, as `synth --layout` has it. @default 'rendered' */
  readonly layout?: 'rendered' | 'base-overlays' | undefined;
  /**
   * How what synth writes gets to another repository than that of the sources.
   * @default 'pull-request', one that is updated until somebody merges it
   */
  readonly publishBy?: 'pull-request' | 'push' | undefined;
  /**
   * When to look for drift, as cron has it, in UTC; false for never.
   * @default every six hours
   */
  readonly drift?: string | false | undefined;
  /** What becomes of a merge after which an environment does not do well; false for nothing. @default as each says */
  readonly rollback?: RollbackProps | false | undefined;
}

const PROPS = objectOf<GitHubActionsProps>({
  runsOn: optional(TEXT),
  node: optional(TEXT),
  command: optional(words('npx --no-install istio-gitops')),
  validate: optional(words('--fail-on warning')),
  layout: optional(oneOf('rendered', 'base-overlays')),
  publishBy: optional(oneOf('pull-request', 'push')),
  drift: optional(
    valueOf<string | false>({ fix: "pass a schedule such as '0 6 * * 1-5', or false" }, (value) => {
      return value === false || (typeof value === 'string' && CRON.test(value));
    }),
  ),
  rollback: optional(eitherOf(ROLLBACK, NEVER)),
});

const EVERY_SIX_HOURS = '17 */6 * * *';

/**
 * Workflows of GitHub Actions that check pull requests, carry rollouts and promotions through them, and look for drift.
 *
 * @throws PropsError when props are not of their types, or can never work
 */
export function githubActions(props: GitHubActionsProps = {}): Workflows {
  checkProps('githubActions', PROPS, props);
  if (props.rollback !== false) rollbackSettings(props.rollback ?? {});
  return {
    inSources: (facts) => {
      const context = contextOf(props, facts);
      return files({
        'istio-validation': validation(context),
        'istio-promotion': promotion(context),
        'istio-rollout-step': rolloutStep(context),
        'istio-rollback': rollbackOf(context, props),
        ...(context.hasTwoRepositories
          ? { 'istio-synth': synthesis(context) }
          : { 'istio-drift': driftOf(context, props) }),
      });
    },
    inDeployRepository: (facts) => {
      const context = contextOf(props, facts);
      // GitHub reads workflows at the root of a repository alone.
      if (context.deploy.path !== '.') return new Map();
      const isWatched = rollbackOf(context, props) !== undefined;
      return files({
        'istio-validation': deployChecks(context),
        'istio-rollback': isWatched ? rollbackAnnouncement(context) : undefined,
        'istio-drift': driftOf(context, props),
      });
    },
  };
}

function driftOf(context: WorkflowContext, { drift: schedule = EVERY_SIX_HOURS }: GitHubActionsProps) {
  return schedule === false ? undefined : drift(context, schedule);
}

function rollbackOf(context: WorkflowContext, { rollback: settings = {} }: GitHubActionsProps) {
  return settings === false ? undefined : rollback(context, settings);
}

/** @param workflows by the names of their files; undefined where the fleet has no use for one */
function files(workflows: Readonly<Record<string, Workflow | undefined>>): FileTree {
  return fileTree(
    Object.entries(workflows).flatMap(([name, workflow]) =>
      workflow === undefined ? [] : [[`workflows/${name}.yaml`, workflowFile(workflow)] as const],
    ),
  );
}

function contextOf(
  {
    runsOn = 'ubuntu-24.04',
    node = '24',
    command = 'npx --no-install istio-gitops',
    validate,
    layout = 'rendered',
    publishBy = 'pull-request',
  }: GitHubActionsProps,
  { environments, repository }: FleetFacts,
): WorkflowContext {
  const { url, branch, path, sources } = repository;
  const deploy = { ...ownerAndName(url), branch, path: path === '' ? '.' : path };
  return {
    environments,
    deploy,
    sources: sources === undefined ? deploy : { ...ownerAndName(sources.url), branch: sources.branch },
    hasTwoRepositories: sources !== undefined,
    runsOn,
    node,
    command,
    synth: `${command} synth${layout === 'rendered' ? '' : ` --layout ${layout}`}`,
    validateWords: validate?.split(' ') ?? [],
    publishBy,
  };
}

/** The last two parts of `https://github.com/owner/name.git` or `git@github.com:owner/name`. */
function ownerAndName(url: string): Omit<GitHubRepository, 'branch'> {
  const [, owner, name] = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  if (owner === undefined || name === undefined) {
    throw new PropsError(
      'githubActions',
      `${url} is no repository on GitHub`,
      'set `repository.url` to owner and name',
    );
  }
  return { owner, name };
}
