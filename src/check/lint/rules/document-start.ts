import { z } from 'zod';
import { lintRule } from '../rule';

export const documentStart = lintRule({
  name: 'document-start',
  options: z.strictObject({ present: z.boolean().default(true) }),
  explanation: {
    what: 'A document does not begin with `---` although it has to, or does although it must not.',
    effect: 'none for a file of one document; where files are joined, two documents without a marker become one',
    fix: 'add the marker, or remove it',
    bad: 'kind: Service',
    good: '---\nkind: Service',
  },
  start: ({ present }) => ({
    token({ token: { kind, start }, previous }, report) {
      if (!present) {
        if (kind === 'document-start') report(start.line, start.column, 'this --- is not wanted: remove it');
        return;
      }
      const begins =
        previous?.kind === 'stream-start' || previous?.kind === 'document-end' || previous?.kind === 'directive';
      if (!begins || kind === 'document-start' || kind === 'directive' || kind === 'stream-end') return;
      report(start.line, 0, 'the document does not begin with ---: add the line');
    },
  }),
});
