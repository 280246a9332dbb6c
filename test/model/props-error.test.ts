import { PropsError } from '../../src/model/props-error';

test('a props error says where, what and how to mend it, in this order', () => {
  const error = new PropsError('production/api', 'the weights sum to 140', 'lower one of 70, 70');
  expect(error.message).toBe('[production/api] the weights sum to 140: lower one of 70, 70');
  expect(error).toMatchObject({
    name: 'PropsError',
    where: 'production/api',
    what: 'the weights sum to 140',
    fix: 'lower one of 70, 70',
  });
});
