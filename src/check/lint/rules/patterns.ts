import { RE2JS } from 're2js';
import { z } from 'zod';

/** Something that is found, or not, anywhere in a text. */
export interface Pattern {
  test(text: string): boolean;
}

/**
 * Regular expressions of yamllint's options. They are read as RE2 reads them, in linear time: that is Python's syntax
 * without looking around and back.
 */
export const patterns = z.array(
  z.string().transform((source, context): Pattern => {
    try {
      const expression = RE2JS.compile(source);
      return { test: (text) => expression.matcher(text).find() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      context.issues.push({
        code: 'custom',
        input: source,
        message: `${source} is no regular expression of RE2: ${why}`,
      });
      return z.NEVER;
    }
  }),
);
