import { z } from 'zod';
import { lintRule } from '../rule';
import { checkSpacesAfter } from './spacing';

export const hyphens = lintRule({
  name: 'hyphens',
  options: z.strictObject({ 'max-spaces-after': z.int().default(1) }),
  explanation: {
    what: 'A dash has too many spaces behind it.',
    effect: 'none, as long as all keys of the item are indented alike',
    fix: 'write one space behind a dash, or what the configuration of yamllint asks for',
    bad: 'hosts:\n  -   a.example.com',
    good: 'hosts:\n  - a.example.com',
  },
  start(options) {
    const after = { most: options['max-spaces-after'], where: 'behind the dash' };
    return {
      token(window, report) {
        if (window.token.kind === 'block-entry') checkSpacesAfter(window, after, report);
      },
    };
  },
});
