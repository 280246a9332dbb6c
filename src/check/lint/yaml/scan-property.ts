import { isBreakOrEnd, isDigit, isGap, isOneOf, isWordChar, PERCENT, SPACE } from './characters';
import type { Cursor } from './cursor';
import { ScanError } from './scan-error';
import { Mark, Token } from './token';

/** `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, kind: 'anchor' | 'alias'): Token {
  const start = cursor.mark();
  cursor.index++;
  const value = scanWord(cursor);
  if (value === '' || !(isGap(cursor.peek()) || isOneOf('?:,]}%@`', cursor.peek()))) {
    throw new ScanError(cursor.mark(), `the name of an ${kind} has letters, digits, - and _ only: quote what is none`);
  }
  return new Token(kind, start, cursor.mark(), value);
}

/** `!suffix`, `!handle!suffix`, `!<suffix>` or `!`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark();
  let handle: string | undefined;
  if (isGap(cursor.peek(1))) {
    cursor.index++;
  } else if (cursor.text.startsWith('!<', cursor.index)) {
    cursor.index += 2;
    scanUri(cursor);
    if (!isOneOf('>', cursor.peek())) throw new ScanError(cursor.mark(), 'this tag lacks its >: add it');
    cursor.index++;
  } else {
    if (hasHandle(cursor)) handle = scanHandle(cursor);
    else {
      handle = '!';
      cursor.index++;
    }
    scanUri(cursor);
  }
  if (cursor.peek() !== SPACE && !isBreakOrEnd(cursor.peek())) {
    throw new ScanError(cursor.mark(), 'a tag ends with a space: add it, or quote the text');
  }
  return new Token('tag', start, cursor.mark(), '', undefined, handle);
}

/** Whether another exclamation mark follows before a gap. */
function hasHandle(cursor: Cursor): boolean {
  for (let ahead = 1; ; ahead++) {
    const char = cursor.peek(ahead);
    if (isOneOf('!', char)) return true;
    if (char === SPACE || isBreakOrEnd(char)) return false;
  }
}

/** `%YAML 1.2`, `%TAG !e! tag:example.com,2000:` or a directive that nobody knows. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark();
  cursor.index++;
  const name = scanWord(cursor);
  if (name === '' || !(cursor.peek() === SPACE || isBreakOrEnd(cursor.peek()))) {
    throw new ScanError(cursor.mark(), 'a line that begins with % is a directive, and this is none: quote the text');
  }
  let version: readonly [number, number] | undefined;
  let handle: string | undefined;
  if (name === 'YAML') version = scanVersion(cursor);
  else if (name === 'TAG') handle = scanTagDeclaration(cursor);
  const end: Mark = cursor.mark();
  if (version === undefined && handle === undefined) cursor.skipToBreak();
  cursor.skipSpaces();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.peek())) throw new ScanError(cursor.mark(), 'this directive ends here: remove the rest');
  cursor.skipBreak();
  return new Token('directive', start, end, name, undefined, handle, version);
}

function scanVersion(cursor: Cursor): readonly [number, number] {
  cursor.skipSpaces();
  const major = scanNumber(cursor);
  if (!isOneOf('.', cursor.peek())) throw badVersion(cursor);
  cursor.index++;
  const minor = scanNumber(cursor);
  if (cursor.peek() !== SPACE && !isBreakOrEnd(cursor.peek())) throw badVersion(cursor);
  return [major, minor];
}

function scanNumber(cursor: Cursor): number {
  const from = cursor.index;
  if (!isDigit(cursor.peek())) throw badVersion(cursor);
  while (isDigit(cursor.peek())) cursor.index++;
  return Number(cursor.text.slice(from, cursor.index));
}

function badVersion(cursor: Cursor): ScanError {
  return new ScanError(cursor.mark(), 'a version of YAML is written as in %YAML 1.2: correct it');
}

function scanTagDeclaration(cursor: Cursor): string {
  cursor.skipSpaces();
  const handle = scanHandle(cursor);
  if (cursor.peek() !== SPACE) throw new ScanError(cursor.mark(), 'a space has to follow the handle: add it');
  cursor.skipSpaces();
  scanUri(cursor);
  if (cursor.peek() !== SPACE && !isBreakOrEnd(cursor.peek())) {
    throw new ScanError(cursor.mark(), 'the prefix of a tag has a character that it cannot have: escape it');
  }
  return handle;
}

/** `!`, `!!` or `!name!`. */
function scanHandle(cursor: Cursor): string {
  const from = cursor.index;
  const refuse = (): never => {
    throw new ScanError(cursor.mark(), 'the handle of a tag is !, !! or !name!: correct it');
  };
  if (!isOneOf('!', cursor.peek())) refuse();
  cursor.index++;
  if (cursor.peek() === SPACE) return '!';
  scanWord(cursor);
  if (!isOneOf('!', cursor.peek())) refuse();
  cursor.index++;
  return cursor.text.slice(from, cursor.index);
}

function scanWord(cursor: Cursor): string {
  const from = cursor.index;
  while (isWordChar(cursor.peek())) cursor.index++;
  return cursor.text.slice(from, cursor.index);
}

const URI_CHARS = ";/?:@&=+$,_.!~*'()[]%";
const ESCAPE = /%[0-9a-fA-F]{2}/y;

function scanUri(cursor: Cursor): void {
  const from = cursor.index;
  while (isWordChar(cursor.peek()) || isOneOf(URI_CHARS, cursor.peek())) {
    if (cursor.peek() === PERCENT) scanEscapes(cursor);
    else cursor.index++;
  }
  if (cursor.index === from) throw new ScanError(cursor.mark(), 'this tag has no name: add it, or quote the text');
}

/** Escapes that follow each other are the bytes of one text. */
function scanEscapes(cursor: Cursor): void {
  const start = cursor.mark();
  while (cursor.peek() === PERCENT) {
    ESCAPE.lastIndex = cursor.index;
    if (!ESCAPE.test(cursor.text)) {
      cursor.index++;
      throw new ScanError(cursor.mark(), 'two hexadecimal digits have to follow %: write %25 for the sign itself');
    }
    cursor.index += 3;
  }
  try {
    decodeURIComponent(cursor.text.slice(start.index, cursor.index));
  } catch {
    throw new ScanError(start, 'these escapes are not UTF-8: correct them');
  }
}
