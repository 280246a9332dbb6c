import { promotion } from '../../src/workflows/promotion';
import { ONE_REPOSITORY } from './stubs-context';

test('offers environments in the order of promotion, and waits at the gate of the one that is promoted to', () => {
  const { on, jobs } = promotion(ONE_REPOSITORY)!;
  const { from, to } = on.workflow_dispatch!.inputs!;
  expect([from, to]).toEqual([
    expect.objectContaining({ options: ['staging'] }),
    expect.objectContaining({ options: ['production'] }),
  ]);
  expect(jobs.promotion!.environment).toBe('${{ inputs.to }}');
});

test('is not there where there is nothing to promote between', () => {
  const environments = ONE_REPOSITORY.environments.filter(({ name }) => name !== 'staging');
  expect(promotion({ ...ONE_REPOSITORY, environments })).toBeUndefined();
});
