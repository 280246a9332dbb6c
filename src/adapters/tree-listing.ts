import { Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from './inside-folder';
import { hasCode, WorldError } from './world-error';

/**
 * What stands in a tree, read once per folder and only where asked: tens of thousands of files cost no call each to
 * find out that they are missing. Symbolic links are followed as long as they stay inside the tree.
 */
export class TreeListing {
  private readonly folders = new Map<string, ReadonlyMap<string, Dirent> | undefined>();
  private realRoot: string | undefined;

  constructor(readonly root: string) {}

  /**
   * Whether there is a folder at the path; `''` is the root.
   *
   * @throws WorldError when it is a file, or a link that leaves the tree
   */
  hasFolder(path: string): boolean {
    if (path === '') return this.entriesOf('') !== undefined;
    const entry = this.entry(path);
    if (entry === undefined) return false;
    const isFolder = entry.isSymbolicLink() ? statSync(this.followed(path)).isDirectory() : entry.isDirectory();
    if (!isFolder) {
      throw new WorldError(`${join(this.root, path)} is a file, but has to be a folder: move it away and run again`);
    }
    return true;
  }

  /**
   * The text of a file, undefined when there is none.
   *
   * @throws WorldError when it is a folder, or a link that leaves the tree
   */
  readFile(path: string): string | undefined {
    const entry = this.entry(path);
    if (entry === undefined) return undefined;
    const file = entry.isSymbolicLink() ? this.followed(path) : join(this.root, path);
    if (entry.isDirectory() || (entry.isSymbolicLink() && statSync(file).isDirectory())) {
      throw new WorldError(`${join(this.root, path)} is a folder, but has to be a file: move it away and run again`);
    }
    return readFileSync(file, 'utf8');
  }

  private entry(path: string): Dirent | undefined {
    const slash = path.lastIndexOf('/');
    return this.entriesOf(slash < 0 ? '' : path.slice(0, slash))?.get(path.slice(slash + 1));
  }

  /** What is in a folder; undefined when there is no such folder. */
  private entriesOf(folder: string): ReadonlyMap<string, Dirent> | undefined {
    const known = this.folders.get(folder);
    if (known !== undefined || this.folders.has(folder)) return known;
    const entries = folder === '' || this.hasFolder(folder) ? this.list(folder) : undefined;
    this.folders.set(folder, entries);
    return entries;
  }

  private list(folder: string): ReadonlyMap<string, Dirent> | undefined {
    try {
      const entries = readdirSync(join(this.root, folder), { withFileTypes: true });
      return new Map(entries.map((entry) => [entry.name, entry]));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  /** Where a symbolic link of the tree ends. */
  private followed(path: string): string {
    this.realRoot ??= realpathSync(this.root);
    const link = join(this.root, path);
    let target: string;
    try {
      target = realpathSync(link);
    } catch (error) {
      if (!hasCode(error, 'ENOENT', 'ELOOP')) throw error;
      throw new WorldError(`${link} is a symbolic link to nothing: remove it and run again`, { cause: error });
    }
    if (isInside(target, this.realRoot)) return target;
    throw new WorldError(
      `${link} is a symbolic link out of the deploy tree, to ${target}: replace it by what it points to, or choose another --out`,
    );
  }
}
