import type { WorkflowContext } from './context';
import { expression, Workflow } from './model';
import { describeSynthesis, PUSH_TO_BRANCH } from './scripts/synth';
import { APP_TOKEN, appToken, checkout, installPackages, openPullRequest } from './steps';

const CHECKOUT = 'deploy-repository';

/** Carries what is merged in the repository of the sources to the one of the deploy tree. */
export function synthesis(context: WorkflowContext): Workflow {
  const { command, synth, deploy, sources, runsOn, publishBy } = context;
  const temporary = expression('runner.temp');
  const texts = { messageFile: `${temporary}/message.txt`, bodyFile: `${temporary}/body.md` };
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
          {
            name: 'Say where it comes from',
            env: {
              BEFORE: './before',
              CHECKOUT: `./${CHECKOUT}`,
              TREE: deploy.path,
              MESSAGE_FILE: texts.messageFile,
              BODY_FILE: texts.bodyFile,
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
                ...texts,
              })
            : {
                name: 'Push',
                'working-directory': CHECKOUT,
                env: { API_TOKEN: APP_TOKEN, BASE: deploy.branch, MESSAGE_FILE: texts.messageFile },
                run: PUSH_TO_BRANCH,
              },
        ],
      },
    },
  };
}
