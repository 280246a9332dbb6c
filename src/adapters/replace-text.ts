import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { inWorld } from './world-error';

/**
 * Replaces a file's text at once: whenever the process is killed, the file is entirely old or entirely new.
 *
 * @throws WorldError when the file system refuses, with the file as it was
 */
export function replaceText(path: string, text: string): void {
  const next = `${path}.${process.pid}.tmp`;
  inWorld('write a file', () => {
    try {
      writeFileSync(next, text);
      renameSync(next, path);
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
  });
}
