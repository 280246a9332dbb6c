import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  END,
  HASH,
  isBreak,
  isGap,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
  RETURN,
  SPACE,
  TAB,
} from './characters';
import type { Cursor } from './cursor';
import { Token } from './token';

/**
 * A scalar without quotes. It ends at a comment, at the colon of a key, and at a line that is not indented enough.
 *
 * @param indent column that further lines have to reach
 */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): Token {
  const { text } = cursor;
  const start = cursor.mark();
  let end = start;
  /** Of the lines before `unread`. */
  let value = '';
  let unread = start.index;
  let fold = '';
  for (;;) {
    const stop = endOfChunk(text, cursor.index, inFlow);
    if (stop === cursor.index) break;
    value += fold;
    fold = '';
    cursor.index = stop;
    end = cursor.mark();
    cursor.skipSpaces();
    if (isBreak(cursor.peek())) {
      value += text.slice(unread, stop);
      fold = foldBreaks(cursor);
      unread = cursor.index;
      if (fold === '') break;
    } else if (cursor.index === stop) break;
    if (cursor.peek() === HASH || (!inFlow && cursor.column < indent)) break;
  }
  return new Token('scalar', start, end, unread < end.index ? value + text.slice(unread, end.index) : value, 'plain');
}

const STOP = 1;
const STOP_IN_FLOW = 2;
const STOP_BEFORE_GAP = 3;
const STOPS = new Uint8Array(128);
for (const char of [END, SPACE, TAB, LINE_FEED, RETURN]) STOPS[char] = STOP;
for (const char of [COMMA, QUESTION, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE]) STOPS[char] = STOP_IN_FLOW;
STOPS[COLON] = STOP_BEFORE_GAP;

/** Where the characters of a plain scalar end that have no blank among them. */
function endOfChunk(text: string, from: number, inFlow: boolean): number {
  for (let index = from; ; index++) {
    const char = text.charCodeAt(index);
    if (char >= 128) {
      if (isBreak(char)) return index;
      continue;
    }
    const stop = STOPS[char]!;
    if (stop === 0) continue;
    if (stop === STOP || (stop === STOP_IN_FLOW && inFlow)) return index;
    if (stop === STOP_BEFORE_GAP && endsKey(text.charCodeAt(index + 1), inFlow)) return index;
  }
}

function endsKey(next: number, inFlow: boolean): boolean {
  return isGap(next) || (inFlow && next !== QUESTION && STOPS[next] === STOP_IN_FLOW);
}

/** What breaks count for between two lines of one scalar; `''` where a marker of documents ends it. */
function foldBreaks(cursor: Cursor): string {
  const first = cursor.skipBreak();
  if (cursor.isAtAnyMarker()) return '';
  let more = '';
  for (;;) {
    cursor.skipSpaces();
    if (!isBreak(cursor.peek())) break;
    more += cursor.skipBreak();
    if (cursor.isAtAnyMarker()) return '';
  }
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
