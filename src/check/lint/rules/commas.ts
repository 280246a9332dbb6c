import { z } from 'zod';
import { lintRule } from '../rule';
import { checkSpacesAfter, checkSpacesBefore } from './spacing';

export const commas = lintRule({
  name: 'commas',
  options: z.strictObject({
    'max-spaces-before': z.int().default(0),
    'min-spaces-after': z.int().default(1),
    'max-spaces-after': z.int().default(1),
  }),
  explanation: {
    what: 'A comma has too many or too few spaces around it.',
    effect: 'none: to programs it is the same',
    fix: 'write no space before a comma and one behind it, or what the configuration of yamllint asks for',
    bad: 'ports: [80 ,443]',
    good: 'ports: [80, 443]',
  },
  start(options) {
    const before = { most: options['max-spaces-before'], where: 'before the comma' };
    const after = {
      least: options['min-spaces-after'],
      most: options['max-spaces-after'],
      where: 'behind the comma',
    };
    return {
      token(window, report) {
        const { token, previous } = window;
        if (token.kind !== 'flow-entry') return;
        const { line, column } = token.start;
        if (before.most !== -1 && previous !== undefined && previous.end.line < line) {
          report(line, Math.max(column - 1, 0), 'a comma begins this line: move it to the end of the line before');
        } else checkSpacesBefore(window, before, report);
        checkSpacesAfter(window, after, report);
      },
    };
  },
});
