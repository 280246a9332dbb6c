import { LINE_FEED, RETURN } from './yaml/characters';

/** A line of a text, without its end. */
export interface Line {
  /** Counts from 0. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines end with a line feed, or a return and a line feed; one that is empty stands behind the last. */
export function lineAt(text: string, start: number, number: number): Line {
  const feed = text.indexOf('\n', start);
  if (feed < 0) return { number, start, end: text.length, text };
  const end = feed > 0 && text.charCodeAt(feed - 1) === RETURN ? feed - 1 : feed;
  return { number, start, end, text };
}

/** The start of the line behind one; undefined behind the last. */
export function startAfter({ text, end }: Line): number | undefined {
  if (end === text.length) return undefined;
  return text.charCodeAt(end) === LINE_FEED ? end + 1 : end + 2;
}
