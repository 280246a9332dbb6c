import { codeScanning, REPORTED, validateSteps } from './code-scanning';
import type { WorkflowContext } from './context';
import { dryRun } from './dry-run';
import { expression, Workflow } from './model';
import { checkout, installLockedPackages } from './steps';

/** Where a repository that has the deploy tree alone says which istio-gitops checks it; `istio-synth` writes it. */
export const DEPLOY_PACKAGES = '.github/istio-gitops';

/** Checks of a repository that has the deploy tree alone: all that runs is what its lockfile names. */
export function deployChecks(context: WorkflowContext): Workflow {
  const { deploy, runsOn, node, validateWords } = context;
  const command = `${DEPLOY_PACKAGES}/node_modules/.bin/istio-gitops`;
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
        outputs: REPORTED,
        steps: [
          checkout(),
          ...installLockedPackages(node, DEPLOY_PACKAGES),
          ...validateSteps(command, [deploy.path, ...validateWords]),
        ],
      },
      'code-scanning': codeScanning(context),
      'dry-run': dryRun(context, { command, packages: DEPLOY_PACKAGES }),
    },
  };
}
