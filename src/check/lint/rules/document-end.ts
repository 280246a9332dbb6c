import { z } from 'zod';
import { lintRule } from '../rule';

export const documentEnd = lintRule({
  name: 'document-end',
  options: z.strictObject({ present: z.boolean().default(true) }),
  explanation: {
    what: 'A document does not end with `...` although it has to, or does although it must not.',
    effect: 'none: the marker is for streams, whose readers need not wait for the next document',
    fix: 'add the marker, or remove it',
    bad: '---\nkind: Service',
    good: '---\nkind: Service\n...',
  },
  start: ({ present }) => ({
    token({ token: { kind, start }, previous }, report) {
      if (!present) {
        if (kind === 'document-end') report(start.line, start.column, 'this ... is not wanted: remove it');
        return;
      }
      if (previous?.kind === 'document-end' || previous?.kind === 'stream-start') return;
      const message = 'the document before does not end with ...: add the line';
      if (kind === 'stream-end') report(start.line - 1, 0, message);
      else if (kind === 'document-start' && previous?.kind !== 'directive') report(start.line, 0, message);
    },
  }),
});
