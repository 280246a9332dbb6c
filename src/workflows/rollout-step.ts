import type { WorkflowContext } from './context';
import { expression, Workflow } from './model';
import { releaseChange } from './release-change';
import { takeRolloutStep } from './scripts/rollout-step';

const STEPS = {
  canary: ['start', 'advance', 'complete', 'abort', 'cleanup'],
  'blue-green': ['preview', 'switch', 'rollback', 'abort'],
} as const;

/** One step of a rollout, chosen by a person, as a pull request; undefined where nothing is rolled out by release state. */
export function rolloutStep(context: WorkflowContext): Workflow | undefined {
  const rolledOut = context.environments.filter(({ services }) => Object.keys(services).length > 0);
  if (rolledOut.length === 0) return undefined;
  const services = rolledOut.flatMap((environment) => Object.entries(environment.services));
  const [environment, service, step] = ['environment', 'service', 'step'].map((name) => expression(`inputs.${name}`));
  return {
    name: 'Istio rollout step',
    'run-name': `Rollout: ${step!} ${service!} in ${environment!}`,
    on: {
      workflow_dispatch: {
        inputs: {
          environment: choice(
            'Environment',
            rolledOut.map(({ name }) => name),
          ),
          service: choice(
            'Service',
            services.map(([name]) => name),
          ),
          step: choice(
            'What to do',
            services.flatMap(([, strategy]) => STEPS[strategy]),
          ),
          version: { description: 'Version, for start and preview', type: 'string' },
          weight: { description: 'Percent for the canary, for start and advance (its next share)', type: 'number' },
          steps: {
            description: 'Percents that advance goes through, with commas between them, for start',
            type: 'string',
          },
        },
      },
    },
    concurrency: { group: `istio-rollout-step-${environment!}-${service!}`, 'cancel-in-progress': false },
    jobs: {
      'rollout-step': {
        name: 'Open a pull request',
        'runs-on': context.runsOn,
        permissions: { contents: 'read' },
        'timeout-minutes': 15,
        steps: releaseChange(context, {
          edit: {
            name: 'Take the step',
            env: {
              ENVIRONMENT: environment!,
              SERVICE: service!,
              STEP: step!,
              ROLLOUT_VERSION: expression('inputs.version'),
              WEIGHT: expression('inputs.weight'),
              STEPS: expression('inputs.steps'),
            },
            run: takeRolloutStep(context.command),
          },
          // Names of environments and services are lower-case words: what else they may be is refused before.
          branch: `rollout/${environment!}/${service!}`,
          title: `Rollout: ${step!} ${service!} in ${environment!}`,
        }),
      },
    },
  };
}

function choice(description: string, options: readonly string[]) {
  return { description, type: 'choice', required: true, options: [...new Set(options)] } as const;
}
