import { fullName, WorkflowContext } from './context';
import { expression, Workflow } from './model';
import { releaseChange } from './release-change';
import { GITHUB_API } from './scripts/github-api';
import { LABEL_PULL_REQUEST, promoteServices } from './scripts/promotion';
import { APP_TOKEN } from './steps';

const CHANGED = expression("steps.promote.outputs.changed == 'true'");

/** What is rolled out in one environment for the next, as a pull request; undefined where there are no two of them. */
export function promotion(context: WorkflowContext): Workflow | undefined {
  const { environments, sources, command, runsOn } = context;
  const names = environments.filter(({ services }) => Object.keys(services).length > 0).map(({ name }) => name);
  if (names.length < 2) return undefined;
  const [from, to] = [expression('inputs.from'), expression('inputs.to')];
  const branch = `promote/${from}-to-${to}`;
  return {
    name: 'Istio promotion',
    'run-name': `Promote ${from} to ${to}`,
    on: {
      workflow_dispatch: {
        inputs: {
          from: {
            description: 'Environment to promote from',
            type: 'choice',
            required: true,
            options: names.slice(0, -1),
          },
          to: { description: 'Environment to promote to', type: 'choice', required: true, options: names.slice(1) },
          services: { description: 'Services, with commas between them (all that both have)', type: 'string' },
        },
      },
    },
    concurrency: { group: `istio-promotion-${to}`, 'cancel-in-progress': false },
    jobs: {
      promotion: {
        name: 'Open a pull request',
        'runs-on': runsOn,
        environment: to,
        permissions: { contents: 'read' },
        'timeout-minutes': 15,
        steps: [
          ...releaseChange(context, {
            edit: {
              name: 'Promote',
              id: 'promote',
              env: { FROM: from, TO: to, SERVICES: expression('inputs.services') },
              run: promoteServices(command),
            },
            if: CHANGED,
            // Whether a service would go back to a version that it has left stands in the history.
            depth: 0,
            branch,
            title: `Promote ${from} to ${to}`,
            text: checklist(from),
          }),
          {
            name: 'Label the pull request',
            if: CHANGED,
            env: {
              API_TOKEN: APP_TOKEN,
              REPOSITORY: fullName(sources),
              BASE: sources.branch,
              BRANCH: branch,
              LABELS: `promotion\nistio\n${to}`,
            },
            run: `${GITHUB_API}\n${LABEL_PULL_REQUEST}`,
          },
        ],
      },
    },
  };
}

function checklist(from: string): string {
  const items = [
    'Reviewed configuration changes',
    `Verified ${from} deployment was successful`,
    'Confirmed monitoring dashboards are healthy',
    'Approved by service owner',
  ];
  return `${items.map((item) => `- [ ] ${item}\n`).join('')}\n`;
}
