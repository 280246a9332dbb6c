/** The world failed: a file, a tool, a cluster. The message says what, where, why and what to do. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; give this user the right and run again',
  EPERM: 'the operation is not permitted; give this user the right and run again',
  EROFS: 'the file system is read-only; choose another folder with --out or mount it writable',
  ENOSPC: 'no space is left on the device; make room and run again',
  EDQUOT: 'the disk quota is used up; make room and run again',
  ENOTDIR: 'a part of the path is a file, but has to be a folder; move it away and run again',
  EISDIR: 'it is a folder, but has to be a file; move it away and run again',
  EEXIST: 'it exists already; move it away and run again',
  ENOENT: 'it is gone, removed by somebody else meanwhile; run again',
  EXDEV: 'it is on another file system than the deploy tree; keep the tree on one',
  ENAMETOOLONG: 'the path is longer than the file system allows; choose a shorter --out or a shorter name',
  EMFILE: 'too many files are open; raise the limit (ulimit -n) and run again',
};

/**
 * Runs what touches the file system; what the file system refuses becomes a {@link WorldError}.
 *
 * @param doing completes `cannot …`
 */
export function inWorld<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    const where = error.dest ?? error.path;
    const reason = REASONS[error.code] ?? error.message;
    throw new WorldError(`cannot ${doing}: ${where === undefined ? '' : `${where}: `}${reason} (${error.code})`, {
      cause: error,
    });
  }
}

export interface FileSystemError extends Error {
  readonly code: string;
  readonly path?: string;
  /** The target of a rename. */
  readonly dest?: string;
}

export function isFileSystemError(error: unknown): error is FileSystemError {
  // Not by instanceof: in a VM context, as test runners use, Node's errors are of another realm.
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
}

/** Whether it is the file system's error with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): error is FileSystemError {
  return isFileSystemError(error) && codes.includes(error.code);
}
