import { Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { Files, isBelow, parentOf, Unreadable } from '../read/files';
import { mayHoldManifests, isSearched } from '../read/file-names';
import { MOST_FILE_BYTES, TOO_LARGE } from '../read/text-file';
import { isInside } from './inside-folder';
import { hasCode, isFileSystemError } from './world-error';

type Kind = 'file' | 'folder' | Unreadable | undefined;

/**
 * The files of the disk around a folder. Paths are those of the system from its root on, so that kustomizations reach
 * folders beside the one that is read. Symbolic links are followed as long as they stay in that folder.
 */
export class YamlFolder implements Files {
  /** The folder that is read, as a path of {@link Files}. */
  readonly folder: string;
  private readonly systemRoot: string;
  private readonly realFolder: string;
  private readonly folders = new Map<string, ReadonlyMap<string, Dirent> | undefined>();
  /** Folders that cannot be listed. */
  private readonly refused = new Map<string, Unreadable>();

  /** @throws Error of the file system when there is no such folder */
  constructor(folder: string) {
    const path = resolve(folder);
    this.systemRoot = resolve(path, '/');
    this.folder = path.slice(this.systemRoot.length).replaceAll(sep, '/');
    this.realFolder = realpathSync(path);
  }

  show(path: string): string {
    return join(this.systemRoot, path);
  }

  isFile(path: string): boolean {
    const kind = this.kindOf(path);
    // A link that must not be followed is told of when it is read.
    return kind === 'file' || kind instanceof Unreadable;
  }

  isFolder(path: string): boolean {
    return this.kindOf(path) === 'folder';
  }

  read(path: string): Uint8Array | Unreadable | undefined {
    const kind = this.kindOf(path);
    if (kind instanceof Unreadable) return kind;
    if (kind !== 'file') return this.refused.get(path);
    const content = readable(() => {
      const file = this.show(path);
      return statSync(file).size > MOST_FILE_BYTES ? TOO_LARGE : readFileSync(file);
    });
    return content ?? GONE;
  }

  list(folder: string): readonly string[] {
    const found: string[] = [];
    const open = [folder];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const entries = this.entriesOf(next);
      if (this.refused.has(next)) found.push(next);
      for (const [name, entry] of entries ?? []) {
        const path = next === '' ? name : `${next}/${name}`;
        // Folders behind links are read where they stand.
        if (entry.isDirectory() && isSearched(name)) open.push(path);
        else if (!entry.isDirectory() && mayHoldManifests(name) && this.kindOf(path) !== 'folder') found.push(path);
      }
    }
    return found.sort();
  }

  private kindOf(path: string): Kind {
    if (this.folder === path || isBelow(this.folder, path)) return 'folder';
    if (!isBelow(path, this.folder)) return this.kindOutside(path);
    const entry = this.entriesOf(parentOf(path))?.get(path.slice(path.lastIndexOf('/') + 1));
    if (entry === undefined) return undefined;
    if (entry.isSymbolicLink()) return this.kindOfLink(path);
    if (entry.isDirectory()) return 'folder';
    return entry.isFile() ? 'file' : NOT_A_FILE;
  }

  private kindOfLink(path: string): Kind {
    const kind = readable((): Kind => {
      const target = realpathSync(this.show(path));
      if (!isInside(target, this.realFolder)) return linkOut(target);
      return kindOn(target);
    });
    return kind ?? new Unreadable('BROKEN_LINK', 'it is a symbolic link to nothing: remove it, or mend it');
  }

  /** Of what is beside the folder: links there may lead anywhere. */
  private kindOutside(path: string): Kind {
    return readable((): Kind => {
      const lexical = this.show(path);
      const shared = commonFolder(this.show(this.folder), lexical);
      const target = realpathSync(lexical);
      return target === join(realpathSync(shared), lexical.slice(shared.length)) ? kindOn(target) : linkOut(target);
    });
  }

  private entriesOf(folder: string): ReadonlyMap<string, Dirent> | undefined {
    const known = this.folders.get(folder);
    if (known !== undefined || this.folders.has(folder)) return known;
    const isHere = folder === this.folder || this.kindOf(folder) === 'folder';
    const listed = isHere ? readable(() => readdirSync(this.show(folder), { withFileTypes: true })) : undefined;
    if (listed instanceof Unreadable) this.refused.set(folder, listed);
    const entries = Array.isArray(listed) ? new Map(listed.map((entry) => [entry.name, entry])) : undefined;
    this.folders.set(folder, entries);
    return entries;
  }
}

/** Node gives names as UTF-8, whatever they are, and then finds no such file. */
const GONE = new Unreadable(
  'UNREADABLE',
  'there is no file of this name any more: run again, or rename it if its name is not UTF-8',
);
const NOT_A_FILE = new Unreadable('NOT_A_FILE', 'it is neither a file nor a folder: remove it');

function kindOn(path: string): Kind {
  const stats = statSync(path);
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : NOT_A_FILE;
}

function linkOut(target: string): Unreadable {
  return new Unreadable(
    'LINK_OUTSIDE',
    `it is a symbolic link out of the folder, to ${target}: replace it by what it points to`,
  );
}

/** What the file system refuses is said of the file; undefined is what is not there. */
function readable<T>(work: () => T): T | Unreadable | undefined {
  try {
    return work();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (hasCode(error, 'ELOOP')) return new Unreadable('BROKEN_LINK', 'it is a symbolic link to itself: remove it');
    if (!isFileSystemError(error)) throw error;
    return new Unreadable('UNREADABLE', `it cannot be read (${error.code}): give this user the right and run again`);
  }
}

function commonFolder(one: string, other: string): string {
  const parts = one.split(sep);
  const others = other.split(sep);
  const length = parts.findIndex((part, index) => part !== others[index]);
  return parts.slice(0, length < 0 ? parts.length : length).join(sep) || sep;
}
