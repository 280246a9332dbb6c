import { DASH, HASH, isBreak, isBreakOrEnd, isDigit, PLUS, SPACE, TAB } from './characters';
import type { Cursor } from './cursor';
import { ScanError } from './scan-error';
import { Mark, Token } from './token';

/** What becomes of the line breaks at the end of a block. */
type Chomping = 'strip' | 'clip' | 'keep';

/**
 * A literal or folded block.
 *
 * @param parentIndent column of the collection that it is in; -1 outside of all
 */
export function scanBlock(cursor: Cursor, style: 'literal' | 'folded', parentIndent: number): Token {
  const start = cursor.mark();
  cursor.index++;
  const { chomping, increment } = scanHeader(cursor);
  const least = Math.max(parentIndent + 1, 1);
  let indent: number;
  let blank: Blank;
  if (increment === undefined) {
    const found = skipBlankLines(cursor, Infinity);
    indent = Math.max(least, found.widest);
    blank = found;
  } else {
    indent = least + increment - 1;
    blank = skipBlankLines(cursor, indent);
  }
  let value = '';
  let lineBreak = '';
  while (cursor.column === indent && !cursor.isAtEnd()) {
    value += blank.breaks;
    const leading = cursor.peek();
    const from = cursor.index;
    cursor.skipToBreak();
    value += cursor.text.slice(from, cursor.index);
    lineBreak = cursor.skipBreak();
    blank = skipBlankLines(cursor, indent);
    if (cursor.column !== indent || cursor.isAtEnd()) break;
    const folds = style === 'folded' && lineBreak === '\n' && !isBlank(leading) && !isBlank(cursor.peek());
    if (!folds) value += lineBreak;
    else if (blank.breaks === '') value += ' ';
  }
  if (chomping !== 'strip') value += lineBreak;
  if (chomping === 'keep') value += blank.breaks;
  return new Token('scalar', start, blank.end, value, style);
}

function isBlank(char: number): boolean {
  return char === SPACE || char === TAB;
}

function scanHeader(cursor: Cursor): { chomping: Chomping; increment: number | undefined } {
  let chomping = scanChomping(cursor);
  const increment = scanIncrement(cursor);
  if (increment !== undefined) chomping ??= scanChomping(cursor);
  if (cursor.peek() !== SPACE && !isBreakOrEnd(cursor.peek())) {
    throw new ScanError(cursor.mark(), 'after | or > only +, - or a digit can stand: write the text on the next line');
  }
  cursor.skipSpaces();
  if (cursor.peek() === HASH) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.peek())) {
    throw new ScanError(cursor.mark(), 'the text of a block begins on the line after | or >: move it there');
  }
  cursor.skipBreak();
  return { chomping: chomping ?? 'clip', increment };
}

function scanChomping(cursor: Cursor): Chomping | undefined {
  const char = cursor.peek();
  if (char !== PLUS && char !== DASH) return undefined;
  cursor.index++;
  return char === PLUS ? 'keep' : 'strip';
}

function scanIncrement(cursor: Cursor): number | undefined {
  const char = cursor.peek();
  if (!isDigit(char)) return undefined;
  const increment = Number(String.fromCharCode(char));
  if (increment === 0) throw new ScanError(cursor.mark(), 'a block is indented by 1 to 9: write one of them');
  cursor.index++;
  return increment;
}

interface Blank {
  readonly breaks: string;
  /** Behind the last break. */
  readonly end: Mark;
  /** Column of the line that is indented most. */
  readonly widest: number;
}

/** Over blank lines, and over the spaces of the line after them as far as a column. */
function skipBlankLines(cursor: Cursor, column: number): Blank {
  let breaks = '';
  let widest = 0;
  let end = cursor.mark();
  for (;;) {
    while (cursor.column < column && cursor.peek() === SPACE) cursor.index++;
    widest = Math.max(widest, cursor.column);
    if (!isBreak(cursor.peek())) return { breaks, end, widest };
    breaks += cursor.skipBreak();
    end = cursor.mark();
  }
}
