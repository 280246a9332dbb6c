import { join } from 'node:path/posix';
import { Files, isBelow, parentOf, Unreadable } from '../read/files';
import { isSearched, mayHoldManifests } from '../read/file-names';
import { MOST_FILE_BYTES, TOO_LARGE } from '../read/text-file';
import type { GitEntry, GitRepository } from './git';

/** As many as the kernel follows. */
const MOST_LINKS = 40;

/** The files of a revision of a Git repository. Those that are likely to be read are read together. */
export class GitRevision implements Files {
  private readonly entries: ReadonlyMap<string, GitEntry>;
  private readonly folders = new Set(['']);
  private readonly contents = new Map<string, Buffer | undefined>();
  private readonly hasLinks: boolean;

  /** @throws WorldError when there is no such repository or revision */
  constructor(
    private readonly repository: GitRepository,
    private readonly revision: string,
  ) {
    this.entries = repository.list(revision);
    for (const path of this.entries.keys()) {
      for (let folder = parentOf(path); !this.folders.has(folder); folder = parentOf(folder)) this.folders.add(folder);
    }
    this.hasLinks = [...this.entries.values()].some(({ type }) => type !== 'file');
  }

  show(path: string): string {
    return `${this.revision}:${path}`;
  }

  isFile(path: string): boolean {
    const found = this.find(path);
    return found instanceof Unreadable || (found !== undefined && this.entries.has(found));
  }

  isFolder(path: string): boolean {
    const found = this.find(path);
    return typeof found === 'string' && this.folders.has(found);
  }

  read(path: string): Uint8Array | Unreadable | undefined {
    const found = this.find(path);
    if (found === undefined || found instanceof Unreadable) return found;
    const entry = this.entries.get(found);
    if (entry === undefined) return undefined;
    if (entry.size > MOST_FILE_BYTES) return TOO_LARGE;
    if (!this.contents.has(found)) this.fetchAround(found);
    return (
      this.contents.get(found) ??
      new Unreadable('MISSING_OBJECT', 'the clone does not have its content: run `git fetch` with it')
    );
  }

  list(folder: string): readonly string[] {
    const paths = [...this.entries.keys()]
      .filter((path) => isBelow(path, folder) && this.isListed(path, folder))
      .sort();
    this.fetch(paths);
    return paths;
  }

  /** All files, for a program that reads them from a disk. */
  *files(): Iterable<readonly [path: string, content: Uint8Array]> {
    this.fetch([...this.entries.keys()]);
    for (const path of this.entries.keys()) {
      const content = this.read(path);
      if (content instanceof Uint8Array) yield [path, content];
    }
  }

  /** A submodule is listed, so that it is told that nobody looks into it. */
  private isListed(path: string, folder: string): boolean {
    const segments = path.slice(folder === '' ? 0 : folder.length + 1).split('/');
    const name = segments.pop()!;
    return segments.every(isSearched) && (mayHoldManifests(name) || this.entries.get(path)!.type === 'submodule');
  }

  /** What a kustomization names outside of the folder that is read mostly comes with more of its folder. */
  private fetchAround(path: string): void {
    const folder = parentOf(path);
    this.fetch([
      path,
      ...[...this.entries.keys()].filter(
        (other) => isBelow(other, folder) && mayHoldManifests(other.slice(other.lastIndexOf('/') + 1)),
      ),
    ]);
  }

  private fetch(paths: readonly string[]): void {
    const missing = new Map(
      paths.flatMap((path) => {
        const entry = this.entries.get(path)!;
        const isWanted = entry.type !== 'submodule' && entry.size <= MOST_FILE_BYTES && !this.contents.has(path);
        return isWanted ? [[path, entry] as const] : [];
      }),
    );
    if (missing.size === 0) return;
    const contents = this.repository.read([...missing.values()]);
    for (const [index, path] of [...missing.keys()].entries()) this.contents.set(path, contents[index]);
  }

  /** The path with its links followed; undefined where nothing is there. */
  private find(path: string): string | Unreadable | undefined {
    let place = path;
    for (let links = 0; this.hasLinks && links <= MOST_LINKS; links++) {
      const special = this.specialOn(place);
      if (special === undefined) break;
      const [prefix, { type }] = special;
      if (type === 'submodule') {
        return new Unreadable(
          'SUBMODULE',
          `${prefix} is a submodule, which is not followed: name its repository and revision instead`,
        );
      }
      const target = this.linkTarget(prefix);
      if (links === MOST_LINKS) return new Unreadable('BROKEN_LINK', 'it is a symbolic link to itself: remove it');
      if (target.startsWith('/')) return linkOut(target);
      place = join(parentOf(prefix), target + place.slice(prefix.length));
      if (place === '..' || place.startsWith('../')) return linkOut(target);
      if (place === '.') place = '';
    }
    return this.entries.has(place) || this.folders.has(place) ? place : undefined;
  }

  /** The first part of a path that is a link or a submodule. */
  private specialOn(path: string): [string, GitEntry] | undefined {
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const prefix = end < 0 ? path : path.slice(0, end);
      const entry = this.entries.get(prefix);
      if (entry !== undefined && entry.type !== 'file') return [prefix, entry];
      if (end < 0) return undefined;
    }
  }

  private linkTarget(path: string): string {
    if (!this.contents.has(path)) this.fetch([path]);
    return this.contents.get(path)?.toString('utf8') ?? '';
  }
}

function linkOut(target: string): Unreadable {
  return new Unreadable(
    'LINK_OUTSIDE',
    `it is a symbolic link out of the repository, to ${target}: replace it by what it points to`,
  );
}
