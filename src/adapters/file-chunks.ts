import { createReadStream } from 'node:fs';
import { hasCode, inWorld, WorldError } from './world-error';

/**
 * A file that somebody has named, piece by piece, so that it may be longer than the memory.
 *
 * @throws WorldError when it cannot be read
 */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      throw new WorldError(`${path} does not exist: create it, or name another file`, { cause: error });
    }
    inWorld('read a file', () => {
      throw error;
    });
  }
}
