import { z } from 'zod';
import { lintRule } from '../rule';

export const newLineAtEndOfFile = lintRule({
  name: 'new-line-at-end-of-file',
  options: z.strictObject({}),
  explanation: {
    what: 'The last line of the file does not end with a line break.',
    effect: 'joined with another file, its last line and the first of the other one become one line',
    fix: 'add the line break',
    bad: 'kind: Service',
    good: 'kind: Service\n',
  },
  start: () => ({
    line({ number, start, end, text }, report) {
      if (end === text.length && end > start) report(number, end - start, 'the file ends without a line break: add it');
    },
  }),
});
