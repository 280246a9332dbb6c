import { inspect } from 'node:util';
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

test('a print of the error has no origin until somebody knows it', () => {
  const error = new PropsError('production/api', 'the weights sum to 140', 'lower one of 70, 70');
  expect(inspect(error)).not.toContain('origin');
  error.origin = { locate: () => ({ file: 'main.ts', line: 1, column: 1 }) };
  expect(inspect(error)).toContain('origin');
});
