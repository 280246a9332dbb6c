import { z } from 'zod';
import { lintRule } from '../rule';

export const newLines = lintRule({
  name: 'new-lines',
  options: z.strictObject({ type: z.enum(['unix', 'dos', 'platform']).default('unix') }),
  explanation: {
    what: 'The lines of the file do not end as those of other files do.',
    effect: 'none to parsers; scripts in literal blocks, and diffs, may show the difference',
    fix: 'save the file with line feeds only (LF), or what the configuration of yamllint asks for',
    bad: 'kind: Service\r\n',
    good: 'kind: Service\n',
  },
  start({ type }) {
    const expected = type === 'dos' ? '\r\n' : '\n';
    return {
      // yamllint looks at the first line only.
      line({ number, start, end, text }, report) {
        if (start > 0 || end === text.length || text.startsWith(expected, end)) return;
        const [found, wanted] = type === 'dos' ? ['LF', 'CRLF'] : ['CRLF', 'LF'];
        report(number, end, `lines end with ${found}: save the file with ${wanted}`);
      },
    };
  },
});
