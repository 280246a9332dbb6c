import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FileOperations, nodeFiles, removeIfThere } from './files';
import { isRunning } from './running-process';
import { inWorld, WorldError } from './world-error';

const SUFFIX = '.tmp';

/**
 * Replaces a file's text at once: whenever the process is killed, the file is entirely old or entirely new. What a
 * killed process has left beside it, `FILE.PROCESS.tmp`, is nobody's, and goes with the next replacement.
 *
 * @throws WorldError when the file system refuses, with the file as it was
 */
export function replaceText(path: string, text: string, files: FileOperations = nodeFiles): void {
  inWorld('write a file', () => {
    const file = fileAt(path);
    if (file === undefined) files.writeFile(path, text);
    else replaceFile(file, text, files);
  });
}

/** The file that a path, or the link there, leads to; undefined for what is written to and never replaced. */
function fileAt(path: string): string | undefined {
  if (STREAMS.test(path)) return undefined;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return inFolder(path);
  return stats.isFile() ? realpathSync(path) : undefined;
}

function inFolder(path: string): string {
  if (existsSync(dirname(path))) return path;
  throw new WorldError(`cannot write ${path}: there is no folder ${dirname(path)}; make it first`);
}

/** A file in the place of /dev/null would be the end of it, and one in that of /dev/stdout would not be shown. */
const STREAMS = /^\/(dev|proc)\//;

function replaceFile(file: string, text: string, files: FileOperations): void {
  const next = `${file}.${process.pid}${SUFFIX}`;
  for (const left of leftovers(file)) removeIfThere(left, files);
  try {
    files.writeFile(next, text);
    files.rename(next, file);
  } catch (error) {
    removeIfThere(next, files);
    throw error;
  }
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
  return readdirSync(folder)
    .filter(isLeft)
    .map((name) => join(folder, name));
}
