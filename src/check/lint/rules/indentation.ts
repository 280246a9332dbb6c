import { z } from 'zod';
import { lintRule } from '../rule';
import { IndentationCheck } from './indentation-check';

export const indentation = lintRule({
  name: 'indentation',
  options: z.strictObject({
    spaces: z.union([z.int(), z.literal('consistent')]).default('consistent'),
    'indent-sequences': z.union([z.boolean(), z.literal(['whatever', 'consistent'])]).default(true),
    'check-multi-line-strings': z.boolean().default(false),
  }),
  explanation: {
    what: 'A line is indented otherwise than those of the same level.',
    effect:
      'none as long as the file can be read: but who takes the line for a part of something else edits the wrong thing',
    fix: 'indent it as the message says',
    bad: 'spec:\n  hosts:\n    - a\n  http:\n      - route: []',
    good: 'spec:\n  hosts:\n    - a\n  http:\n    - route: []',
  },
  start: (options) =>
    new IndentationCheck({
      width: options.spaces === 'consistent' ? undefined : options.spaces,
      lists: options['indent-sequences'],
      checksTexts: options['check-multi-line-strings'],
    }),
});
