import type { WorkflowContext } from './context';
import { DEPLOY_PACKAGES } from './deploy-checks';
import { expression, RunStep, Workflow } from './model';
import { LOCK_PACKAGES } from './scripts/packages';
import { describeSynthesis, PUSH_TO_BRANCH } from './scripts/synth';
import { APP_TOKEN, appToken, checkout, installPackages, openPullRequest, PULL_REQUEST_TEXTS } from './steps';

const CHECKOUT = 'deploy-repository';

const LOCK: RunStep = {
  name: 'Lock the istio-gitops that checks it there',
  env: { PACKAGES: `${CHECKOUT}/${DEPLOY_PACKAGES}` },
  run: LOCK_PACKAGES,
};

/** Carries what is merged in the repository of the sources to the one of the deploy tree. */
export function synthesis(context: WorkflowContext): Workflow {
  const { command, synth, deploy, sources, runsOn, publishBy } = context;
  const out = deploy.path === '.' ? CHECKOUT : `${CHECKOUT}/${deploy.path}`;
  return {
    name: 'Istio synth',
    on: { push: { branches: [sources.branch] }, workflow_dispatch: {} },
    // One after the other, and of those that wait the newest alone.
    concurrency: { group: 'istio-synth', 'cancel-in-progress': false },
    jobs: {
      synth: {
        name: 'Synthesize into the deploy repository',
        'runs-on': runsOn,
        permissions: { contents: 'read' },
        'timeout-minutes': 15,
        steps: [
          checkout({ ref: sources.branch }),
          appToken(deploy, { contents: 'read' }, 'read-token'),
          checkout({
            name: 'Check out the deploy repository',
            repository: deploy,
            ref: deploy.branch,
            path: CHECKOUT,
            token: expression('steps.read-token.outputs.token'),
          }),
          ...installPackages(context),
          { name: 'Synthesize', env: { OUT: out }, run: `${synth} --out "$OUT"` },
          // GitHub reads workflows at the root of a repository alone, so only there are checks that need packages.
          ...(deploy.path === '.' ? [LOCK] : []),
          {
            name: 'Say where it comes from',
            env: {
              BEFORE: './before',
              CHECKOUT: `./${CHECKOUT}`,
              TREE: deploy.path,
              ...PULL_REQUEST_TEXTS,
            },
            run: describeSynthesis(command),
          },
          // Only now, so that no package had a token that can write.
          appToken(deploy, { contents: 'write', 'pull-requests': 'write', workflows: 'write' }),
          publishBy === 'pull-request'
            ? openPullRequest({
                repository: deploy,
                path: CHECKOUT,
                branch: 'istio-gitops/synth',
                title: 'Synthesize Istio configuration',
              })
            : {
                name: 'Push',
                'working-directory': CHECKOUT,
                env: { API_TOKEN: APP_TOKEN, BASE: deploy.branch, MESSAGE_FILE: PULL_REQUEST_TEXTS.MESSAGE_FILE },
                run: PUSH_TO_BRANCH,
              },
        ],
      },
    },
  };
}
