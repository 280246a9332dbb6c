import { HASH, LINE_FEED } from './yaml/characters';
import type { Token } from './yaml/token';

/** A comment, which is no token. */
export class Comment {
  constructor(
    /** Of the whole file, with one character behind it. */
    readonly text: string,
    /** Of the hash. */
    readonly index: number,
    /** Counts from 0, as the column does. */
    readonly line: number,
    readonly column: number,
    readonly before: Token,
    readonly after: Token | undefined,
    /** The comment before, if no token is in between. */
    readonly previous: Comment | undefined,
  ) {}

  /** From the hash on. */
  get content(): string {
    const end = this.text.indexOf('\n', this.index);
    return this.text.slice(this.index, end < 0 ? this.text.length - 1 : end);
  }

  /** Whether something stands before it on its line. */
  get isInline(): boolean {
    const { kind, end } = this.before;
    // A block ends where the next line begins.
    return kind !== 'stream-start' && end.line === this.line && this.text.charCodeAt(end.index - 1) !== LINE_FEED;
  }
}

/** The comments between a token and the next. */
export function commentsBetween(text: string, before: Token, after: Token | undefined): readonly Comment[] {
  const { end, kind } = before;
  const stop = after === undefined ? text.length : after.start.index;
  const isOnOneLine = end.line === after?.start.line && kind !== 'stream-start' && after.kind !== 'stream-end';
  if (isOnOneLine || end.index === stop) return NONE;
  const comments: Comment[] = [];
  let { line } = end;
  let lineStart = end.index - end.column;
  let previous: Comment | undefined;
  for (let index = end.index; index < stop; index++) {
    const char = text.charCodeAt(index);
    if (char === HASH) {
      previous = new Comment(text, index, line, index - lineStart, before, after, previous);
      comments.push(previous);
      index = text.indexOf('\n', index);
      if (index < 0 || index >= stop) break;
    }
    if (text.charCodeAt(index) !== LINE_FEED) continue;
    line++;
    lineStart = index + 1;
  }
  return comments;
}

const NONE: readonly Comment[] = [];
