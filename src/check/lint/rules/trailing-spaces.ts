import { z } from 'zod';
import { lintRule } from '../rule';
import { RETURN, SPACE, TAB } from '../yaml/characters';

export const trailingSpaces = lintRule({
  name: 'trailing-spaces',
  options: z.strictObject({}),
  explanation: {
    what: 'Blanks stand at the end of a line.',
    effect: 'none outside of texts; in a literal block they are a part of it, and nobody sees them',
    fix: 'remove them',
    bad: 'kind: Service  \n',
    good: 'kind: Service\n',
  },
  start: () => ({
    line({ number, start, end, text }, report) {
      let content = end;
      while (content > start && isBlank(text.charCodeAt(content - 1))) content--;
      if (content === end || text.charCodeAt(content) === RETURN) return;
      report(number, content - start, 'blanks stand at the end of the line: remove them');
    },
  }),
});

function isBlank(char: number): boolean {
  return char === SPACE || char === TAB || char === RETURN;
}
