import { END, HASH, isBreak, isBreakOrEnd, isGap, isSeparator, LINE_FEED, RETURN, SPACE } from './characters';
import type { Mark } from './token';

/** Where reading a text stands. */
export class Cursor {
  /** With a {@link END} behind it, so that every look at it gives a character. */
  readonly text: string;
  index = 0;
  line = 0;
  private lineStart = 0;

  constructor(text: string) {
    this.text = `${text}\0`;
  }

  get column(): number {
    return this.index - this.lineStart;
  }

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.index - this.lineStart };
  }

  peek(ahead = 0): number {
    return this.text.charCodeAt(this.index + ahead);
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.index) === SPACE) this.index++;
  }

  skipComment(): void {
    if (this.peek() === HASH) this.skipToBreak();
  }

  skipToBreak(): void {
    while (!isBreakOrEnd(this.peek())) this.index++;
  }

  /** Over a line break; what a scalar keeps of it, `''` where there is none. */
  skipBreak(): string {
    const char = this.peek();
    if (!isBreak(char)) return '';
    this.index += char === RETURN && this.peek(1) === LINE_FEED ? 2 : 1;
    this.line++;
    this.lineStart = this.index;
    return isSeparator(char) ? String.fromCharCode(char) : '\n';
  }

  /** Whether a line begins here that is `---` or `...`, or starts with one of them and a gap. */
  isAtMarker(marker: '---' | '...'): boolean {
    return this.text.startsWith(marker, this.index) && isGap(this.peek(3));
  }

  isAtAnyMarker(): boolean {
    return this.isAtMarker('---') || this.isAtMarker('...');
  }

  isAtEnd(): boolean {
    return this.peek() === END;
  }
}
