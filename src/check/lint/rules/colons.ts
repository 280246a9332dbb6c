import { z } from 'zod';
import { lintRule } from '../rule';
import { checkSpacesAfter, checkSpacesBefore } from './spacing';

export const colons = lintRule({
  name: 'colons',
  options: z.strictObject({
    'max-spaces-before': z.int().default(0),
    'max-spaces-after': z.int().default(1),
  }),
  explanation: {
    what: 'A colon has too many spaces around it.',
    effect: 'none: to programs it is the same',
    fix: 'write no space before a colon and one behind it, or what the configuration of yamllint asks for',
    bad: 'name :  web',
    good: 'name: web',
  },
  start(options) {
    const before = { most: options['max-spaces-before'], where: 'before the colon' };
    const after = { most: options['max-spaces-after'], where: 'behind the colon' };
    const afterMark = { most: options['max-spaces-after'], where: 'behind the question mark' };
    return {
      token(window, report) {
        const { token, previous } = window;
        if (token.kind === 'value') {
          // The space that ends the name of an alias has to be there.
          if (previous?.kind === 'alias' && token.start.index - previous.end.index === 1) return;
          checkSpacesBefore(window, before, report);
          checkSpacesAfter(window, after, report);
        } else if (token.kind === 'key' && token.end.index > token.start.index) {
          checkSpacesAfter(window, afterMark, report);
        }
      },
    };
  },
});
