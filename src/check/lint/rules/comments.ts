import { z } from 'zod';
import { lintRule } from '../rule';
import { END, HASH, LINE_FEED, RETURN, SPACE } from '../yaml/characters';
import { spaceCount } from './spacing';

const EXCLAMATION = 0x21;

export const comments = lintRule({
  name: 'comments',
  options: z.strictObject({
    'require-starting-space': z.boolean().default(true),
    'ignore-shebangs': z.boolean().default(true),
    'min-spaces-from-content': z.int().default(2),
  }),
  explanation: {
    what: 'A comment begins right behind its hash, or stands too near to what precedes it.',
    effect: 'none: comments are for people',
    fix: 'write a space behind the hash, and two before it, or what the configuration of yamllint asks for',
    bad: 'weight: 10 #canary\n',
    good: 'weight: 10  # canary\n',
  },
  start(options) {
    const least = options['min-spaces-from-content'];
    return {
      comment(comment, report) {
        const { text, line, column, index } = comment;
        const spaces = index - comment.before.end.index;
        if (least !== -1 && spaces < least && comment.isInline) {
          report(line, column, `${spaceCount(spaces)} before the comment: write at least ${least}`);
        }
        if (!options['require-starting-space']) return;
        let start = index + 1;
        while (text.charCodeAt(start) === HASH) start++;
        const char = text.charCodeAt(start);
        if (options['ignore-shebangs'] && line === 0 && column === 0 && char === EXCLAMATION) return;
        if (char === SPACE || char === LINE_FEED || char === RETURN || char === END) return;
        report(line, column + start - index, 'the comment begins right behind the hash: write a space between them');
      },
    };
  },
});
