import { drift } from '../../src/workflows/drift';
import { ONE_REPOSITORY } from './stubs-context';

test('drift is nobody’s business where nothing is delivered', () => {
  const environments = ONE_REPOSITORY.environments.map((environment) => ({ ...environment, statuses: [] }));
  expect(drift({ ...ONE_REPOSITORY, environments }, '0 6 * * *')).toBeUndefined();
});
