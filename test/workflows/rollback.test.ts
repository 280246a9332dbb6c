import { githubActions } from '../../src/workflows/github-actions';
import { rollback } from '../../src/workflows/rollback';
import { ONE_REPOSITORY } from './stubs-context';

test('is not there where nothing is delivered', () => {
  const environments = ONE_REPOSITORY.environments.map((environment) => ({ ...environment, statuses: [] }));
  expect(rollback({ ...ONE_REPOSITORY, environments }, {})).toBeUndefined();
});

test('watches every cluster that something is delivered to, each with what it needs and no more', () => {
  const { on, jobs, concurrency } = rollback(ONE_REPOSITORY, {})!;
  expect(on).toEqual({ push: { branches: ['main'], paths: ['deploy/**'] } });
  expect(Object.keys(jobs)).toEqual([
    'changes',
    'watch-development-dev',
    'watch-staging-staging',
    'watch-production-prod-us-east',
    'watch-production-prod-eu-west',
    'revert',
  ]);
  const secrets = (id: string): string[] =>
    [...JSON.stringify(jobs[id]).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name!);
  expect([secrets('changes'), secrets('watch-development-dev'), secrets('watch-staging-staging')]).toEqual([
    [],
    ['KUBECONFIG_DEV', 'PROMETHEUS_TOKEN_DEV'],
    ['ARGOCD_TOKEN', 'PROMETHEUS_TOKEN_STAGING'],
  ]);
  expect(concurrency.group).toBe('istio-rollback-${{ github.sha }}');
  expect(rollback(ONE_REPOSITORY, { by: 'push' })!.concurrency.group).toBe('istio-rollback');
});

const ERRORS = { name: 'errors', query: 'sum(rate(errors[1m]))', max: 1, whenEmpty: 'inconclusive' } as const;

describe('metrics of a rollback are refused that', () => {
  test.each([
    ['any value passes', { ...ERRORS, max: undefined }, 'the metric "errors" has no range, so that any value passes'],
    [
      'no value passes',
      { ...ERRORS, min: 2 },
      'the metric "errors" has no good value from 2 to 1: swap `min` and `max`',
    ],
    ['are there already', { ...ERRORS, name: 'convergence' }, 'the metric "convergence" is asked for already'],
    ['have no plain name', { ...ERRORS, name: 'a b' }, 'name is "a b": use letters, digits and dashes'],
    ['are expressions of GitHub', { ...ERRORS, query: '${{ github.token }}' }, ': pass PromQL'],
    ['ask nothing', { ...ERRORS, query: ' ' }, 'query is " ": pass PromQL'],
  ])('%s', (_, metric, message) => {
    expect(() => githubActions({ rollback: { analysis: { metrics: [metric] } } })).toThrow(message);
  });
});
