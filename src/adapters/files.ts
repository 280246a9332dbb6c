import { mkdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hasCode, isFileSystemError } from './world-error';

/**
 * All operations by which files change. A process can be killed between any two of them, so tests count them and stop
 * at each.
 */
export interface FileOperations {
  /** Creates the folder, if it is missing, and its missing parents. */
  readonly createFolders: (path: string) => void;
  /** The parent has to exist and the folder must not. */
  readonly createFolder: (path: string) => void;
  readonly writeFile: (path: string, text: string) => void;
  /** Replaces a file at the target in one step. */
  readonly rename: (from: string, to: string) => void;
  readonly removeFile: (path: string) => void;
  readonly removeEmptyFolder: (path: string) => void;
  /** A folder with all that is in it, if it exists. */
  readonly removeTree: (path: string) => void;
}

export const nodeFiles: FileOperations = {
  createFolders: (path) => {
    mkdirSync(path, { recursive: true });
  },
  createFolder: (path) => {
    mkdirSync(path);
  },
  writeFile: (path, text) => {
    writeFileSync(path, text);
  },
  rename: (from, to) => {
    renameSync(from, to);
  },
  removeFile: (path) => {
    unlinkSync(path);
  },
  removeEmptyFolder: (path) => {
    rmdirSync(path);
  },
  removeTree: (path) => {
    rmSync(path, { recursive: true, force: true });
  },
};

/** Removes a file that somebody else may have removed already. */
export function removeIfThere(path: string, files: FileOperations): void {
  try {
    files.removeFile(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Removes a folder unless something is in it, or the file system minds: an empty folder that stays does no harm. */
export function removeIfEmpty(path: string, files: FileOperations): void {
  try {
    files.removeEmptyFolder(path);
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
  }
}
