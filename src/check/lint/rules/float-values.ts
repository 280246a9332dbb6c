import { z } from 'zod';
import { lintRule } from '../rule';
import { isPlainScalar } from '../yaml/token';
import { quoted } from './quoted';

const NOT_A_NUMBER = /^(?:\.nan|\.NaN|\.NAN)$/;
const INFINITE = /^[-+]?(?:\.inf|\.Inf|\.INF)$/;
const SCIENTIFIC = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/;
const WITHOUT_NUMERAL = /^[-+]?\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;

export const floatValues = lintRule({
  name: 'float-values',
  options: z.strictObject({
    'require-numeral-before-decimal': z.boolean().default(false),
    'forbid-scientific-notation': z.boolean().default(false),
    'forbid-nan': z.boolean().default(false),
    'forbid-inf': z.boolean().default(false),
  }),
  explanation: {
    what: 'A number with a fraction is written in a way that the configuration of yamllint does not want.',
    effect:
      'an image tag or commit such as 1e3 becomes the number 1000; .inf and .nan are no JSON, and no object can hold them',
    fix: 'quote what is no number, and write numbers in digits with a zero before the point',
    bad: 'revision: 1e3\nratio: .5',
    good: 'revision: "1e3"\nratio: 0.5',
  },
  start: (options) => ({
    token({ token, previous }, report) {
      if (!isPlainScalar(token) || previous?.kind === 'tag') return;
      const { value, start } = token;
      const tell = (message: string): void => report(start.line, start.column, `${quoted(value)} ${message}`);
      if (options['forbid-nan'] && NOT_A_NUMBER.test(value)) tell('is not a number: quote it, or write one');
      if (options['forbid-inf'] && INFINITE.test(value)) tell('is infinite: quote it, or write a number');
      if (options['forbid-scientific-notation'] && SCIENTIFIC.test(value)) {
        tell('is a number: quote it, or write it without exponent');
      }
      if (options['require-numeral-before-decimal'] && WITHOUT_NUMERAL.test(value)) {
        tell('has no digit before its point: write a zero there');
      }
    },
  }),
});
