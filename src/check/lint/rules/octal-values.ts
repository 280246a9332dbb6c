import { z } from 'zod';
import { lintRule } from '../rule';
import { isPlainScalar } from '../yaml/token';

const IMPLICIT = /^0[0-7]+$/;
const EXPLICIT = /^0o[0-7]+$/;

export const octalValues = lintRule({
  name: 'octal-values',
  options: z.strictObject({
    'forbid-implicit-octal': z.boolean().default(true),
    'forbid-explicit-octal': z.boolean().default(true),
  }),
  explanation: {
    what: 'Digits behind a zero are an octal number to YAML 1.1, and a decimal one or a text to YAML 1.2.',
    effect: 'kubectl reads 010 as 8; an account or a version that was meant as a text is changed without a word',
    fix: 'quote what is a text, and write numbers as decimals',
    bad: 'account: 0123\nmode: 0o644',
    good: 'account: "0123"\nmode: 420',
  },
  start: (options) => ({
    token({ token, previous }, report) {
      if (!isPlainScalar(token) || previous?.kind === 'tag' || !token.value.startsWith('0')) return;
      const { value, start, end } = token;
      const isForbidden =
        (options['forbid-implicit-octal'] && IMPLICIT.test(value)) ||
        (options['forbid-explicit-octal'] && EXPLICIT.test(value));
      if (!isForbidden) return;
      const decimal = parseInt(value.replace('o', ''), 8);
      report(start.line, end.column, `${value} is octal for ${decimal}: write ${decimal}, or quote it`);
    },
  }),
});
