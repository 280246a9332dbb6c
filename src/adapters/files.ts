import { mkdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

/**
 * All operations by which the deploy tree changes. A process can be killed between any two of them, so tests count
 * them and stop at each.
 */
export interface FileOperations {
  /** Creates the folder, if it is missing, and its missing parents. */
  createFolders(path: string): void;
  /** The parent has to exist and the folder must not. */
  createFolder(path: string): void;
  writeFile(path: string, text: string): void;
  /** Replaces a file at the target in one step. */
  rename(from: string, to: string): void;
  removeFile(path: string): void;
  removeEmptyFolder(path: string): void;
  /** A folder with all that is in it, if it exists. */
  removeTree(path: string): void;
}

export const nodeFiles: FileOperations = {
  createFolders: (path) => void mkdirSync(path, { recursive: true }),
  createFolder: (path) => mkdirSync(path),
  writeFile: (path, text) => writeFileSync(path, text),
  rename: (from, to) => renameSync(from, to),
  removeFile: (path) => unlinkSync(path),
  removeEmptyFolder: (path) => rmdirSync(path),
  removeTree: (path) => rmSync(path, { recursive: true, force: true }),
};
