import { ACTIONS } from './actions';
import { codeScanning, REPORTED, validateSteps } from './code-scanning';
import type { WorkflowContext } from './context';
import { dryRun } from './dry-run';
import { expression, inTemp, Job, Step, Workflow } from './model';
import { compareTrees, synthesizeBefore, synthesizeTree } from './scripts/diff';
import { UPDATE_COMMENT } from './scripts/comment';
import { runTrafficTests } from './scripts/traffic-tests';
import { checkout, installPackages, ONCE_INSTALLED } from './steps';

/** All of what changes; comments name it where they are cut. */
const REPORT = 'diff.md';

const OF_PULL_REQUESTS = { if: expression("github.event_name == 'pull_request'") };

/** Checks in the repository of the sources. */
export function validation(context: WorkflowContext): Workflow {
  return {
    name: 'Istio validation',
    on: {
      // The description of the pull request says which deletions are wanted.
      pull_request: { types: ['opened', 'synchronize', 'reopened', 'edited'] },
      // Code scanning tells what a pull request brings by what the branch has.
      push: { branches: [context.sources.branch] },
    },
    concurrency: { group: `istio-validation-${expression('github.ref')}`, 'cancel-in-progress': true },
    jobs: {
      tree: checkTree(context),
      'code-scanning': codeScanning(context),
      // In two repositories the tree is known only to code of the pull request, which must not meet a kubeconfig.
      ...(!context.hasTwoRepositories && {
        'dry-run': { ...dryRun(context, { command: context.command, packages: '.' }), ...OF_PULL_REQUESTS },
      }),
      diff: compare(context),
      comment: comment(context),
    },
  };
}

function checkTree(context: WorkflowContext): Job {
  return {
    name: 'Synth and validation',
    'runs-on': context.runsOn,
    permissions: { contents: 'read' },
    'timeout-minutes': 15,
    outputs: REPORTED,
    steps: [
      checkout(),
      ...installPackages(context),
      compareWithSynth(context),
      // Of the sources, so that findings are at their lines: what is in the tree was compared with them.
      ...validateSteps(context.command, context.validateWords),
      { name: 'Test the traffic', if: ONCE_INSTALLED, run: runTrafficTests(context.command) },
    ],
  };
}

function compareWithSynth({ synth, hasTwoRepositories, deploy }: WorkflowContext): Step {
  const name = 'Compare with what synth writes';
  return hasTwoRepositories
    ? // The tree is in no repository yet, the workflows are in this.
      { name, env: { OUT: inTemp('synthesized') }, run: synthesizeTree(synth) }
    : { name, env: { TREE: deploy.path }, run: `${synth} --check --out "$TREE"` };
}

function compare(context: WorkflowContext): Job {
  const { command, synth, hasTwoRepositories, deploy, runsOn } = context;
  const [before, after] = hasTwoRepositories ? ['./before', './after'] : ['git:HEAD^1', 'git:HEAD'];
  const synthesizeBoth: readonly Step[] = [
    { name: 'Synthesize', env: { OUT: after }, run: `${synth} --out "$OUT"` },
    {
      name: 'Synthesize what it is merged into',
      env: { BEFORE: before, BASE_SOURCES: inTemp('base') },
      run: synthesizeBefore(synth),
    },
  ];
  return {
    name: 'What changes',
    ...OF_PULL_REQUESTS,
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
