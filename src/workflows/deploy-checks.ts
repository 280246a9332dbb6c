import type { WorkflowContext } from './context';
import { expression, Workflow } from './model';
import { checkout } from './steps';
import { dryRuns, treeChecks } from './tree-checks';

/** Checks of a pull request in a repository that has the deploy tree alone: no Node.js, no code. */
export function deployChecks(context: WorkflowContext): Workflow {
  const { deploy, runsOn } = context;
  return {
    name: 'Istio validation',
    on: { pull_request: {}, push: { branches: [deploy.branch] } },
    concurrency: { group: `istio-validation-${expression('github.ref')}`, 'cancel-in-progress': true },
    jobs: {
      tree: {
        name: 'Checks of the deploy tree',
        'runs-on': runsOn,
        permissions: { contents: 'read' },
        'timeout-minutes': 15,
        steps: [checkout(), ...treeChecks(deploy.path)],
      },
      'dry-run': {
        name: 'Server-side dry run',
        'runs-on': runsOn,
        permissions: { contents: 'read' },
        'timeout-minutes': 15,
        steps: [checkout(), ...dryRuns(context, deploy.path)],
      },
    },
  };
}
