import { fullName, WorkflowContext } from './context';
import { expression, Job, Step, Triggers, Workflow } from './model';
import { RollbackProps, rollbackSettings, RollbackSettings } from './rollback-props';
import { watch } from './rollback-watch';
import { GITHUB_API } from './scripts/github-api';
import { ANNOUNCE, FIND_ENVIRONMENTS, FIND_SOURCES } from './scripts/rollback-changes';
import { PUSH_REVERT, REVERT } from './scripts/rollback-revert';
import { APP_TOKEN, appToken, checkout, openPullRequest, PULL_REQUEST_TEXTS } from './steps';

/** Name of the workflow's file, by which {@link rollbackAnnouncement} starts it. */
export const ROLLBACK_FILE = 'istio-rollback.yaml';

/**
 * What follows a merge: waits until Argo CD or Flux has delivered it, asks Prometheus how the mesh does, and reverts it
 * where that is bad. Undefined where nothing is delivered.
 *
 * With two repositories the deploy repository announces what was pushed there, and the revert is one of the sources that
 * it was synthesized from.
 *
 * @throws PropsError when the props cannot work
 */
export function rollback(context: WorkflowContext, props: RollbackProps): Workflow | undefined {
  const { deploy, environments, hasTwoRepositories } = context;
  const settings = rollbackSettings(props);
  const pushed = hasTwoRepositories
    ? { before: expression('inputs.before'), after: expression('inputs.after') }
    : { before: expression('github.event.before'), after: expression('github.sha') };
  const watched = environments.flatMap(({ name, statuses }) =>
    statuses.map(
      (status) => [`watch-${name}-${status.cluster}`, watch(context, name, status, pushed.after, settings)] as const,
    ),
  );
  if (watched.length === 0) return undefined;
  return {
    name: 'Istio rollback',
    on: hasTwoRepositories ? ON_ANNOUNCEMENT : { push: { branches: [deploy.branch], paths: [inTree(context, '**')] } },
    concurrency: {
      // What is pushed directly is judged before what comes next; of runs that wait GitHub keeps the newest alone.
      group: settings.by === 'push' ? 'istio-rollback' : `istio-rollback-${pushed.after}`,
      'cancel-in-progress': false,
    },
    jobs: {
      changes: changes(context, pushed),
      ...Object.fromEntries(watched),
      revert: revert(
        context,
        settings,
        watched.map(([id]) => id),
        pushed.after,
      ),
    },
  };
}

interface Pushed {
  readonly before: string;
  readonly after: string;
}

const ON_ANNOUNCEMENT: Triggers = {
  workflow_dispatch: {
    inputs: {
      before: { description: 'Commit of the deploy repository before the push', type: 'string', required: true },
      after: { description: 'Commit that was pushed', type: 'string', required: true },
    },
  },
};

function inTree({ deploy }: WorkflowContext, path: string): string {
  return deploy.path === '.' ? path : `${deploy.path}/${path}`;
}

function changes({ deploy, sources, environments, hasTwoRepositories, runsOn }: WorkflowContext, pushed: Pushed): Job {
  const names = environments.filter(({ statuses }) => statuses.length > 0).map(({ name }) => name);
  const range = { BEFORE: pushed.before, AFTER: pushed.after };
  const output = (step: string, name: string): string => expression(`steps.${step}.outputs.${name}`);
  return {
    name: 'Find what changed',
    'runs-on': runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 10,
    outputs: {
      environments: output('environments', 'environments'),
      before: hasTwoRepositories ? output('sources', 'before') : pushed.before,
      after: hasTwoRepositories ? output('sources', 'after') : pushed.after,
    },
    steps: [
      ...(hasTwoRepositories
        ? [
            appToken(deploy, { contents: 'read' }),
            checkout({
              name: 'Check out the deploy repository',
              repository: deploy,
              ref: deploy.branch,
              depth: 0,
              token: APP_TOKEN,
            }),
          ]
        : [checkout({ depth: 0 })]),
      {
        name: 'Find the environments',
        id: 'environments',
        env: { ...range, TREE: deploy.path, ENVIRONMENTS: names.join(' ') },
        run: FIND_ENVIRONMENTS,
      },
      ...(hasTwoRepositories
        ? [
            {
              name: 'Find the sources',
              id: 'sources',
              env: { ...range, SOURCES: fullName(sources) },
              run: FIND_SOURCES,
            },
          ]
        : []),
    ],
  };
}

function revert(
  { sources, runsOn }: WorkflowContext,
  { by, whenUnknown }: RollbackSettings,
  watched: readonly string[],
  pushed: string,
): Job {
  const verdicts = whenUnknown === 'revert' ? ['bad', 'unknown'] : ['bad'];
  const any = watched.flatMap((id) => verdicts.map((verdict) => `needs.${id}.outputs.verdict == '${verdict}'`));
  const changed = { if: expression("steps.revert.outputs.changed == 'true'") };
  const finish: Step =
    by === 'push'
      ? {
          name: 'Push the revert',
          env: { API_TOKEN: APP_TOKEN, BRANCH: sources.branch, MESSAGE_FILE: PULL_REQUEST_TEXTS.MESSAGE_FILE },
          run: PUSH_REVERT,
        }
      : openPullRequest({
          repository: sources,
          branch: `rollback/${pushed}`,
          title: expression('steps.revert.outputs.title'),
        });
  return {
    name: 'Revert',
    needs: ['changes', ...watched],
    if: expression(`!cancelled() && (${any.join(' || ')})`),
    'runs-on': runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 10,
    steps: [
      checkout({ ref: sources.branch, depth: 0 }),
      {
        name: 'Revert on top of the branch',
        id: 'revert',
        env: {
          BEFORE: expression('needs.changes.outputs.before'),
          AFTER: expression('needs.changes.outputs.after'),
          BRANCH: sources.branch,
          REASONS: watched.map((id) => expression(`needs.${id}.outputs.reason`)).join('\n'),
          ...PULL_REQUEST_TEXTS,
        },
        run: REVERT,
      },
      {
        ...appToken(sources, {
          contents: 'write',
          // A merge that adds an environment changes workflows, too.
          workflows: 'write',
          ...(by === 'pull-request' && { 'pull-requests': 'write' }),
        }),
        ...changed,
      },
      { ...finish, ...changed },
    ],
  };
}

/** Tells the repository of the sources what was pushed to the deploy repository, for {@link rollback} to watch. */
export function rollbackAnnouncement({ deploy, sources, runsOn }: WorkflowContext): Workflow {
  const token = appToken(sources, {});
  return {
    name: 'Istio rollback',
    on: { push: { branches: [deploy.branch] } },
    concurrency: { group: `istio-rollback-${expression('github.sha')}`, 'cancel-in-progress': false },
    jobs: {
      announce: {
        name: 'Announce the push',
        'runs-on': runsOn,
        permissions: {},
        'timeout-minutes': 5,
        steps: [
          { ...token, with: { ...token.with, 'permission-actions': 'write' } },
          {
            name: 'Start the workflow in the repository of the sources',
            env: {
              API_TOKEN: APP_TOKEN,
              SOURCES: fullName(sources),
              BRANCH: sources.branch,
              WORKFLOW: ROLLBACK_FILE,
              BEFORE: expression('github.event.before'),
              AFTER: expression('github.sha'),
            },
            run: `${GITHUB_API}\n${ANNOUNCE}`,
          },
        ],
      },
    },
  };
}
