import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileTree } from '../layout/file-tree';
import { FileOperations, nodeFiles } from './files';
import { inWorld } from './world-error';

/** Names of what is in a folder, sorted, without Git's own; none where there is no such folder. */
export function entriesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return inWorld('look into the folder', () => readdirSync(folder))
    .filter((name) => name !== '.git')
    .sort();
}

/**
 * Fills a folder that has nothing in it, or does not exist: with all of the files or, when it fails, with none.
 *
 * @throws WorldError when the file system refuses it
 */
export function fillFolder(folder: string, contents: FileTree, files: FileOperations = nodeFiles): void {
  inWorld('write the project', () => {
    const parent = dirname(folder);
    files.createFolders(parent);
    const staging = mkdtempSync(join(parent, `.${basename(folder)}-`));
    try {
      // One deeper, because nobody else may read the folders that mkdtemp makes.
      const staged = join(staging, 'project');
      for (const [path, text] of contents) {
        files.createFolders(dirname(join(staged, path)));
        files.writeFile(join(staged, path), text);
      }
      if (existsSync(folder)) moveEntries(staged, folder, files);
      else files.rename(staged, folder);
    } finally {
      files.removeTree(staging);
    }
  });
}

/** Not the folder itself: a shell may stand in it. */
function moveEntries(from: string, to: string, files: FileOperations): void {
  const moved: string[] = [];
  try {
    for (const name of readdirSync(from)) {
      files.rename(join(from, name), join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) files.removeTree(join(to, name));
    throw error;
  }
}
