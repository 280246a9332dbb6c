import { ACTIONS } from './actions';
import type { WorkflowContext } from './context';
import { expression, Job, RunStep, Workflow } from './model';
import { compareTrees, synthesizeBefore, synthesizeTree } from './scripts/diff';
import { UPDATE_COMMENT } from './scripts/comment';
import { checkout, installPackages } from './steps';
import { dryRuns, treeChecks } from './tree-checks';

/** The tree of a pull request, in the workspace; another repository has none that could be checked out. */
const SYNTHESIZED = 'synthesized';

/** All of what changes; comments name it where they are cut. */
const REPORT = 'diff.md';

/** Checks of a pull request in the repository of the sources. */
export function validation(context: WorkflowContext): Workflow {
  return {
    name: 'Istio validation',
    // The description of the pull request says which deletions are wanted.
    on: { pull_request: { types: ['opened', 'synchronize', 'reopened', 'edited'] } },
    concurrency: { group: `istio-validation-${expression('github.ref')}`, 'cancel-in-progress': true },
    jobs: {
      tree: checkTree(context),
      // In two repositories the tree is known only to code of the pull request, which must not meet a kubeconfig.
      ...(!context.hasTwoRepositories && { 'dry-run': dryRun(context) }),
      diff: compare(context),
      comment: comment(context),
    },
  };
}

function checkTree(context: WorkflowContext): Job {
  const { synth, hasTwoRepositories, deploy, runsOn } = context;
  return {
    name: 'Synth and checks of the deploy tree',
    'runs-on': runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 15,
    steps: [
      checkout(),
      ...installPackages(context),
      hasTwoRepositories
        ? synthesize(context)
        : {
            name: 'Compare with what synth writes',
            env: { TREE: deploy.path },
            run: `${synth} --check --out "$TREE"`,
          },
      ...treeChecks(hasTwoRepositories ? SYNTHESIZED : deploy.path),
    ],
  };
}

/** Writes the tree of the pull request, which is in no repository yet, and compares the workflows, which are in this. */
function synthesize({ synth }: WorkflowContext): RunStep {
  return { name: 'Synthesize', env: { OUT: SYNTHESIZED }, run: synthesizeTree(synth) };
}

function dryRun(context: WorkflowContext): Job {
  return {
    name: 'Server-side dry run',
    'runs-on': context.runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 15,
    steps: [checkout(), ...dryRuns(context, context.deploy.path)],
  };
}

function compare(context: WorkflowContext): Job {
  const { command, synth, hasTwoRepositories, deploy, runsOn } = context;
  const temporary = expression('runner.temp');
  const [before, after] = hasTwoRepositories ? ['./before', './after'] : ['git:HEAD^1', 'git:HEAD'];
  const synthesizeBoth: readonly RunStep[] = [
    { name: 'Synthesize', env: { OUT: after }, run: `${synth} --out "$OUT"` },
    {
      name: 'Synthesize what it is merged into',
      env: { BEFORE: before, BASE_SOURCES: `${temporary}/base` },
      run: synthesizeBefore(synth),
    },
  ];
  return {
    name: 'What changes',
    'runs-on': runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 15,
    outputs: { comment: expression('steps.diff.outputs.comment') },
    steps: [
      // The pull request as it would be merged, and what it would be merged into.
      checkout({ depth: 2 }),
      ...installPackages(context),
      ...(hasTwoRepositories ? synthesizeBoth : []),
      {
        name: 'Compare',
        id: 'diff',
        env: { BEFORE: before, AFTER: after, TREE: deploy.path, REPORT },
        run: compareTrees(command),
      },
      {
        name: 'Keep all of it',
        if: expression('!cancelled()'),
        uses: ACTIONS.uploadArtifact,
        with: { name: 'diff', path: REPORT, 'if-no-files-found': 'ignore', 'retention-days': 14 },
      },
    ],
  };
}

/** A job of its own, so that no code of the pull request is near a token that can write. */
function comment({ runsOn }: WorkflowContext): Job {
  return {
    name: 'Comment on the pull request',
    needs: ['diff'],
    // GitHub gives forks no token that could comment; the summary of the run says the same.
    if: expression(
      "!cancelled() && needs.diff.outputs.comment != '' && github.event.pull_request.head.repo.full_name == github.repository",
    ),
    'runs-on': runsOn,
    permissions: { 'pull-requests': 'write' },
    'timeout-minutes': 5,
    steps: [
      {
        name: 'Write or update the comment',
        env: {
          API_TOKEN: expression('github.token'),
          NUMBER: expression('github.event.pull_request.number'),
          COMMENT: expression('needs.diff.outputs.comment'),
        },
        run: UPDATE_COMMENT,
      },
    ],
  };
}
