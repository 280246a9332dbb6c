import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FileOperations, removeIfThere } from './files';
import { isRunning } from './running-process';
import { hasCode, WorldError } from './world-error';

interface Holder {
  readonly host: string;
  readonly pid: number;
  /** The file by which it says so. */
  readonly file: string;
}

const PREFIX = 'lock.';

/**
 * Keeps other processes out of a folder until the returned function is called.
 *
 * Each process first announces itself by a file that names it, then looks for others. Of two that start at once at
 * least one sees the other (both may, and both give up), and the file of a dead process can be removed at any time,
 * because no living one depends on it. So there is no stale lock to take over, and no race in doing so.
 *
 * @throws WorldError when another process is there
 */
export function lockFolder(folder: string, files: FileOperations): () => void {
  const own = join(folder, ownName());
  files.writeFile(own, '');
  try {
    for (const holder of otherHolders(folder)) {
      if (isAlive(holder)) throw lockedBy(holder);
      removeIfThere(holder.file, files);
    }
  } catch (error) {
    removeIfThere(own, files);
    throw error;
  }
  return () => {
    removeIfThere(own, files);
  };
}

/** @throws WorldError when a process has locked the folder; changes nothing */
export function refuseLocked(folder: string): void {
  const holder = otherHolders(folder).find(isAlive);
  if (holder !== undefined) throw lockedBy(holder);
}

/** A file of this very process id is a dead process's whose id we were given, or our own. */
function otherHolders(folder: string): Holder[] {
  return namesIn(folder)
    .filter((name) => name.startsWith(PREFIX) && name !== ownName())
    .map((name) => {
      const dot = name.lastIndexOf('.');
      return { host: name.slice(PREFIX.length, dot), pid: Number(name.slice(dot + 1)), file: join(folder, name) };
    });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** A process of another host (or container) cannot be asked, so it counts as alive. */
function isAlive({ host, pid }: Holder): boolean {
  return host !== thisHost() || isRunning(pid);
}

function lockedBy({ host, pid, file }: Holder): WorldError {
  return new WorldError(
    `another synth writes this tree: process ${pid} on ${host} has ${file}. Wait for it; if there is no such synth, delete that file`,
  );
}

function ownName(): string {
  return `${PREFIX}${thisHost()}.${process.pid}`;
}

function thisHost(): string {
  return encodeURIComponent(hostname());
}
