import { z } from 'zod';
import { lintRule } from '../rule';
import type { Line } from '../line';
import { LINE_FEED } from '../yaml/characters';

export const emptyLines = lintRule({
  name: 'empty-lines',
  options: z.strictObject({
    max: z.int().default(2),
    'max-start': z.int().default(0),
    'max-end': z.int().default(0),
  }),
  explanation: {
    what: 'Too many empty lines follow each other.',
    effect: 'none outside of texts; in a literal block they are a part of it',
    fix: 'remove those above the number that the configuration of yamllint lets be',
    bad: 'kind: Service\n\n\n\nspec: {}',
    good: 'kind: Service\n\nspec: {}',
  },
  start: (options) => ({
    line(line, report) {
      const { number, start, end, text } = line;
      // Of lines that follow each other the last one is told of.
      if (start !== end || end === text.length || isFollowed(line)) return;
      const isLast = text.length - end === (text.startsWith('\r\n', end) ? 2 : 1);
      // A file of one empty line has nothing that it could be before or behind.
      if (isLast && end === 0) return;
      const { count, isFirst } = countUpTo(line);
      const most = isLast ? options['max-end'] : isFirst ? options['max-start'] : options.max;
      if (count > most) report(number, 0, `${count} empty lines: remove all but ${most}`);
    },
  }),
});

/** Whether another empty line follows, of the same line break. */
function isFollowed({ text, end }: Line): boolean {
  return text.startsWith('\n\n', end) || text.startsWith('\r\n\r\n', end);
}

/** How many empty lines there are up to one, and whether the first of them begins the file. */
function countUpTo({ text, start }: Line): { count: number; isFirst: boolean } {
  let at = start;
  let breaks = 0;
  for (; text.startsWith('\r\n', at - 2) && at >= 2; at -= 2) breaks++;
  for (; at > 0 && text.charCodeAt(at - 1) === LINE_FEED; at--) breaks++;
  const isFirst = at === 0;
  return { count: isFirst ? breaks + 1 : breaks, isFirst };
}
