import { ScanError } from '../yaml/scan-error';
import { Scanner } from '../yaml/scanner';
import type { Token } from '../yaml/token';

const FLOW_INDICATOR = /[,[\]{}]/;
/** What has to be written as an escape. */
const UNPRINTABLE = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const ESCAPED_BREAK = /\\\r?\n/;

/** Whether a string would be another one without its quotes. */
export function needsQuotes({ value, style, start, end }: Token, isInFlow: boolean, text: string): boolean {
  if (isInFlow && FLOW_INDICATOR.test(value)) return true;
  if (style === 'double-quoted') {
    if (UNPRINTABLE.test(value)) return true;
    if (start.line !== end.line && ESCAPED_BREAK.test(text.slice(start.index, end.index))) return true;
  }
  return !isPlainValue(value);
}

/** Whether the text behind a key is that one scalar. */
function isPlainValue(text: string): boolean {
  const scanner = new Scanner(`key: ${text}`);
  try {
    // The start of the stream and of the map, the key and its colon.
    for (let token = 0; token < 5; token++) scanner.take();
    const value = scanner.take();
    return value?.style === 'plain' && value.value === text && scanner.take()?.kind === 'block-end';
  } catch (error) {
    if (error instanceof ScanError) return false;
    throw error;
  }
}
