import { readFileSync, statSync } from 'node:fs';
import { MOST_FILE_BYTES, TOO_LARGE } from '../read/text-file';
import { hasCode, inWorld, WorldError } from './world-error';

/**
 * Reads a file that somebody has named.
 *
 * @throws WorldError when it cannot be read
 */
export function readText(path: string): string {
  return inWorld('read a file', () => {
    try {
      if (statSync(path).size <= MOST_FILE_BYTES) return readFileSync(path, 'utf8');
      throw new WorldError(`${path}: ${TOO_LARGE.message}`);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      throw new WorldError(`${path} does not exist: create it, or name another file`, { cause: error });
    }
  });
}
