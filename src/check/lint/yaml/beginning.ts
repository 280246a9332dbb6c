import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  END,
  isGap,
  isOneOf,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  QUESTION,
  SINGLE_QUOTE,
} from './characters';
import type { Cursor } from './cursor';
import type { ScalarStyle, TokenKind } from './token';

/** What can begin where there is a character: a token, or a scalar of a style. */
export type Beginning =
  Exclude<TokenKind, `block-${'sequence' | 'mapping'}-start` | 'block-end' | 'stream-start' | 'scalar'> | ScalarStyle;

const ALWAYS: Partial<Readonly<Record<number, Beginning>>> = {
  [END]: 'stream-end',
  [OPEN_BRACKET]: 'flow-sequence-start',
  [CLOSE_BRACKET]: 'flow-sequence-end',
  [OPEN_BRACE]: 'flow-mapping-start',
  [CLOSE_BRACE]: 'flow-mapping-end',
  [COMMA]: 'flow-entry',
  [SINGLE_QUOTE]: 'single-quoted',
  [DOUBLE_QUOTE]: 'double-quoted',
  0x21: 'tag', // !
  0x26: 'anchor', // &
  0x2a: 'alias', // *
};

/** Those that a gap has to follow, except in brackets and braces for the latter two. */
const BEFORE_GAP: Partial<Readonly<Record<number, Beginning>>> = {
  [DASH]: 'block-entry',
  [QUESTION]: 'key',
  [COLON]: 'value',
};

const IN_BLOCK: Partial<Readonly<Record<number, Beginning>>> = {
  0x7c: 'literal', // |
  0x3e: 'folded', // >
};

/** What begins where the cursor stands; undefined where nothing can. */
export function beginningAt(cursor: Cursor, inFlow: boolean): Beginning | undefined {
  const char = cursor.peek();
  return (
    (cursor.column === 0 ? beginningOfLine(cursor, char) : undefined) ??
    ALWAYS[char] ??
    (isGap(cursor.peek(1)) || (inFlow && char !== DASH) ? BEFORE_GAP[char] : undefined) ??
    (inFlow ? undefined : IN_BLOCK[char]) ??
    (beginsPlain(cursor, char, inFlow) ? 'plain' : undefined)
  );
}

function beginningOfLine(cursor: Cursor, char: number): Beginning | undefined {
  if (char === PERCENT) return 'directive';
  if (char === DASH && cursor.isAtMarker('---')) return 'document-start';
  return char === DOT && cursor.isAtMarker('...') ? 'document-end' : undefined;
}

function beginsPlain(cursor: Cursor, char: number, inFlow: boolean): boolean {
  if (!isGap(char) && !isOneOf('-?:,[]{}#&*!|>\'"%@`', char)) return true;
  if (isGap(cursor.peek(1))) return false;
  return char === DASH || (!inFlow && (char === QUESTION || char === COLON));
}
