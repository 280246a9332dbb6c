import { readFileSync } from 'node:fs';
import { hasCode, inWorld, WorldError } from './world-error';

/**
 * Reads a file that somebody has named.
 *
 * @throws WorldError when it cannot be read
 */
export function readText(path: string): string {
  return inWorld('read a file', () => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      throw new WorldError(`${path} does not exist: create it, or name another file`, { cause: error });
    }
  });
}
