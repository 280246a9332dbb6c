import { z } from 'zod';
import { lintRule } from '../rule';

export const emptyValues = lintRule({
  name: 'empty-values',
  options: z.strictObject({
    'forbid-in-block-mappings': z.boolean().default(true),
    'forbid-in-flow-mappings': z.boolean().default(true),
    'forbid-in-block-sequences': z.boolean().default(true),
  }),
  explanation: {
    what: 'A key or a dash has no value, which makes it null.',
    effect: 'the API server drops fields that are null without a word, so that what the key was to switch on stays off',
    fix: 'write the value, such as {} or an empty string, or remove the key',
    bad: 'spec:\n  mtls:\n  selector: {}',
    good: 'spec:\n  mtls: {mode: STRICT}\n  selector: {}',
  },
  start: (options) => ({
    token({ token: { kind, start, end }, next }, report) {
      if (kind !== 'value' && kind !== 'block-entry') return;
      const tell = (where: string): void =>
        report(start.line, end.column, `the ${where} has no value: write one, or remove it`);
      const isLast = next?.kind === 'block-end' || next?.kind === 'key';
      if (kind === 'block-entry') {
        if (options['forbid-in-block-sequences'] && (isLast || next?.kind === 'block-entry')) tell('item');
      } else if (options['forbid-in-block-mappings'] && isLast) tell('key');
      else if (
        options['forbid-in-flow-mappings'] &&
        (next?.kind === 'flow-entry' || next?.kind === 'flow-mapping-end')
      ) {
        tell('key');
      }
    },
  }),
});
