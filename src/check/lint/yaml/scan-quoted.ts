import { BACKSLASH, DOUBLE_QUOTE, isBreak, isOneOf, SINGLE_QUOTE, SPACE, TAB } from './characters';
import type { Cursor } from './cursor';
import { ScanError } from './scan-error';
import { Token } from './token';

/** A scalar in quotes, with its escapes replaced and its lines folded. */
export function scanQuoted(cursor: Cursor): Token {
  return new QuotedScalar(cursor).scan();
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

/** Hexadecimal digits after the letter. */
const ESCAPED_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

class QuotedScalar {
  private readonly quote: number;
  private value = '';
  /** Start of what the value lacks. */
  private unread: number;

  constructor(private readonly cursor: Cursor) {
    this.quote = cursor.peek();
    this.unread = cursor.index + 1;
  }

  scan(): Token {
    const { cursor, quote } = this;
    const start = cursor.mark();
    cursor.index++;
    for (;;) {
      const char = cursor.peek();
      if (char === quote) {
        if (quote !== SINGLE_QUOTE || cursor.peek(1) !== SINGLE_QUOTE) break;
        // Of two quotes one stays.
        cursor.index++;
        this.read();
        cursor.index++;
        this.unread = cursor.index;
      } else if (char === BACKSLASH && quote === DOUBLE_QUOTE) this.escape();
      else if (char === SPACE || char === TAB || isBreak(char)) this.blanks();
      else if (cursor.isAtEnd()) throw this.unclosed('before the text ends');
      else cursor.index++;
    }
    this.read();
    cursor.index++;
    const style = quote === SINGLE_QUOTE ? 'single-quoted' : 'double-quoted';
    return new Token('scalar', start, cursor.mark(), this.value, style);
  }

  /** Takes what was passed by, as it stands. */
  private read(end = this.cursor.index): void {
    if (end > this.unread) this.value += this.cursor.text.slice(this.unread, end);
    this.unread = this.cursor.index;
  }

  /** Blanks count for nothing around a break. */
  private blanks(): void {
    const { cursor } = this;
    const start = cursor.index;
    while (cursor.peek() === SPACE || cursor.peek() === TAB) cursor.index++;
    if (!isBreak(cursor.peek())) return;
    this.read(start);
    const first = cursor.skipBreak();
    const more = this.moreBreaks();
    if (first !== '\n') this.value += first;
    else if (more === '') this.value += ' ';
    this.value += more;
    this.unread = cursor.index;
  }

  private moreBreaks(): string {
    const { cursor } = this;
    let breaks = '';
    for (;;) {
      if (cursor.isAtAnyMarker()) throw this.unclosed('before this marker of documents');
      while (cursor.peek() === SPACE || cursor.peek() === TAB) cursor.index++;
      if (!isBreak(cursor.peek())) return breaks;
      breaks += cursor.skipBreak();
    }
  }

  private escape(): void {
    const { cursor } = this;
    this.read();
    cursor.index++;
    const letter = String.fromCharCode(cursor.peek());
    const replacement = ESCAPES.get(letter);
    const digits = ESCAPED_DIGITS.get(letter);
    if (replacement !== undefined) {
      this.value += replacement;
      cursor.index++;
    } else if (digits !== undefined) {
      cursor.index++;
      this.value += this.codePoint(digits);
      cursor.index += digits;
    } else if (isBreak(cursor.peek())) {
      cursor.skipBreak();
      this.value += this.moreBreaks();
    } else {
      throw new ScanError(cursor.mark(), 'YAML knows no such escape: double the backslash, or use single quotes');
    }
    this.unread = cursor.index;
  }

  private codePoint(digits: number): string {
    const { cursor } = this;
    for (let ahead = 0; ahead < digits; ahead++) {
      if (isOneOf('0123456789ABCDEFabcdef', cursor.peek(ahead))) continue;
      throw new ScanError(cursor.mark(), `this escape needs ${digits} hexadecimal digits: add them`);
    }
    const code = parseInt(cursor.text.slice(cursor.index, cursor.index + digits), 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    throw new ScanError(cursor.mark(), 'Unicode has no such character: correct the escape');
  }

  private unclosed(where: string): ScanError {
    return new ScanError(this.cursor.mark(), `a quote is not closed ${where}: close it`);
  }
}
