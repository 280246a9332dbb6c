import { rolloutStep } from '../../src/workflows/rollout-step';
import { ONE_REPOSITORY } from './stubs-context';

test('offers the environments that have release state, their services, and the steps of these', () => {
  const { inputs } = rolloutStep(ONE_REPOSITORY)!.on.workflow_dispatch!;
  expect(
    Object.entries(inputs!).map(([name, input]) => [name, 'options' in input ? input.options : input.type]),
  ).toEqual([
    ['environment', ['staging', 'production']],
    ['service', ['api', 'web']],
    ['step', ['start', 'advance', 'complete', 'abort', 'cleanup', 'preview', 'switch', 'rollback']],
    ['version', 'string'],
    ['weight', 'number'],
    ['steps', 'string'],
  ]);
});

test('is not there where nothing is rolled out by release state', () => {
  const environments = ONE_REPOSITORY.environments.map((environment) => ({ ...environment, services: {} }));
  expect(rolloutStep({ ...ONE_REPOSITORY, environments })).toBeUndefined();
});
