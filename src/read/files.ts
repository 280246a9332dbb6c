/** Why a file that is there cannot be read. */
export class Unreadable {
  constructor(
    readonly code: string,
    /** What is wrong, and how to mend it. */
    readonly message: string,
  ) {}
}

/**
 * A tree of files that is read lazily: of a disk, of a Git revision, of a map of texts. Paths have forward slashes and
 * neither `.` nor `..` in them; `''` is the root, and nothing outside of it can be read.
 */
export interface Files {
  /** The bytes of a file; undefined where there is none, or a folder. */
  read(path: string): Uint8Array | Unreadable | undefined;
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** The files below a folder that YAML may be in, sorted. */
  list(folder: string): readonly string[];
  /** A path as people know it. */
  show(path: string): string;
}

/** Whether a path is that of something in a folder, however deep. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** The folder that a path is in; that of the root is the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Files that are texts in memory. */
export function filesOfTexts(texts: ReadonlyMap<string, string>): Files {
  const folders = new Set(['']);
  for (const path of texts.keys()) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  }
  return {
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    isFile: (path) => texts.has(path),
    isFolder: (path) => folders.has(path),
    list: (folder) => [...texts.keys()].filter((path) => isBelow(path, folder)).sort(),
    show: (path) => path,
  };
}
