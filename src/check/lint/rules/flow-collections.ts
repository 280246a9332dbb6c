import { z } from 'zod';
import type { LintCheck } from '../rule';
import type { TokenKind } from '../yaml/token';
import { checkSpacesAfter, checkSpacesBefore } from './spacing';

/** What yamllint lets people ask of braces, and of brackets alike. */
export const flowCollectionOptions = z.strictObject({
  forbid: z.union([z.boolean(), z.literal('non-empty')]).default(false),
  'min-spaces-inside': z.int().default(0),
  'max-spaces-inside': z.int().default(0),
  /** -1 is as for those that are not empty. */
  'min-spaces-inside-empty': z.int().default(-1),
  'max-spaces-inside-empty': z.int().default(-1),
});

export interface FlowCollection {
  readonly start: TokenKind;
  readonly end: TokenKind;
  /** What they are called, such as `braces`. */
  readonly name: string;
}

export function checkFlowCollections(
  { start, end, name }: FlowCollection,
  options: z.output<typeof flowCollectionOptions>,
): LintCheck {
  const { forbid } = options;
  const inside = {
    least: options['min-spaces-inside'],
    most: options['max-spaces-inside'],
    where: `inside of ${name}`,
  };
  const insideEmpty = {
    least: options['min-spaces-inside-empty'] === -1 ? inside.least : options['min-spaces-inside-empty'],
    most: options['max-spaces-inside-empty'] === -1 ? inside.most : options['max-spaces-inside-empty'],
    where: `inside of empty ${name}`,
  };
  return {
    token(window, report) {
      const { token, previous, next } = window;
      if (token.kind === start) {
        const isEmpty = next?.kind === end;
        if (forbid === true || (forbid === 'non-empty' && !isEmpty)) {
          report(token.start.line, token.end.column, `${name} are not wanted here: write one item a line`);
        } else checkSpacesAfter(window, isEmpty ? insideEmpty : inside, report);
      } else if (token.kind === end && previous?.kind !== start) checkSpacesBefore(window, inside, report);
    },
  };
}
