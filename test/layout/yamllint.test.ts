import { parse } from 'yaml';
import { inspect } from '../../src/layout/generated-file';
import { yamllintFile } from '../../src/layout/yamllint';

test('the deploy tree has the configuration where yamllint looks for it', () => {
  const text = yamllintFile().get('.yamllint.yaml')!;
  expect(parse(text)).toMatchObject({ extends: 'default', rules: { 'empty-values': 'enable' } });
  expect(inspect(text)).toBe('generated');
});
