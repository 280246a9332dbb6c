import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FileOperations, nodeFiles, removeIfThere } from './files';
import { isRunning } from './running-process';
import { inWorld } from './world-error';

const SUFFIX = '.tmp';

/**
 * Replaces a file's text at once: whenever the process is killed, the file is entirely old or entirely new. What a
 * killed process has left beside it, `FILE.PROCESS.tmp`, is nobody's, and goes with the next replacement.
 *
 * @throws WorldError when the file system refuses, with the file as it was
 */
export function replaceText(path: string, text: string, files: FileOperations = nodeFiles): void {
  const next = `${path}.${process.pid}${SUFFIX}`;
  inWorld('write a file', () => {
    for (const left of leftovers(path)) removeIfThere(left, files);
    try {
      files.writeFile(next, text);
      files.rename(next, path);
    } catch (error) {
      removeIfThere(next, files);
      throw error;
    }
  });
}

/** Files that processes which run no more have left. */
function leftovers(path: string): readonly string[] {
  const prefix = `${basename(path)}.`;
  const isLeft = (name: string): boolean => {
    if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) return false;
    const pid = name.slice(prefix.length, -SUFFIX.length);
    return /^\d+$/.test(pid) && !isRunning(Number(pid));
  };
  const folder = dirname(path);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter(isLeft).map((name) => join(folder, name));
}
