import { z } from 'zod';
import { lintRule } from '../rule';
import { SPACE } from '../yaml/characters';

export const commentsIndentation = lintRule({
  name: 'comments-indentation',
  options: z.strictObject({}),
  explanation: {
    what: 'A comment is indented neither as what precedes it nor as what follows.',
    effect: 'none: comments are for people, who may take it for one on something else',
    fix: 'indent it as the line that it is about',
    bad: 'retries:\n    # for the cold start\n  attempts: 3',
    good: 'retries:\n  # for the cold start\n  attempts: 3',
  },
  start: () => ({
    comment({ text, line, column, before, after, previous }, report) {
      const isFirst = before.kind === 'stream-start';
      if (!isFirst && before.end.line === line) return;
      const below = after === undefined || after.kind === 'stream-end' ? 0 : after.start.column;
      let above = below;
      if (previous !== undefined && !previous.isInline) above = previous.column;
      else if (!isFirst) above = Math.max(lineIndent(text, before.start.index), below);
      if (column === above || column === below) return;
      report(line, column, `the comment is indented by ${column}: indent it as its neighbours, by ${below}`);
    },
  }),
});

/** Spaces at the start of the line that a place is in. */
function lineIndent(text: string, index: number): number {
  const start = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;
  let end = start;
  while (text.charCodeAt(end) === SPACE) end++;
  return end - start;
}
