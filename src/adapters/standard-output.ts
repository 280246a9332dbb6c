import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { hasCode } from './world-error';

/** A stream whose reader may leave when it has enough, as `head` does: what is written after that is lost, and no error. */
export function mayBeLeft(stream: Writable): void {
  stream.on('error', (error) => {
    if (!hasCode(error, 'EPIPE')) throw error;
  });
}

/**
 * Waits until whoever reads a stream has taken what was written to it.
 *
 * @returns whether somebody still reads it
 */
export async function drained(stream: Writable): Promise<boolean> {
  if (stream.writable && stream.writableNeedDrain) {
    const waiting = new AbortController();
    const { signal } = waiting;
    await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).catch(() => undefined);
    waiting.abort();
  }
  return stream.writable;
}
