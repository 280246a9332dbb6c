import { Files, Unreadable } from './files';
import type { ReadProblem } from './problem';
import { decodeText, TextFile } from './text-file';

/** The files of a tree, each read and decoded once, and what is wrong with them, told once. */
export class Sources {
  private readonly told = new Map<string, ReadProblem>();
  private readonly texts = new Map<string, TextFile>();
  private readonly read = new Set<string>();

  constructor(readonly files: Files) {}

  get problems(): ReadProblem[] {
    return [...this.told.values()];
  }

  /** The texts that somebody has asked for. */
  get decoded(): TextFile[] {
    return [...this.texts.values()];
  }

  /** Several kustomizations may meet one problem. */
  readonly report = (problem: ReadProblem): void => {
    const { code, location } = problem;
    this.told.set(`${location.file} ${location.line} ${location.column} ${code}`, problem);
  };

  /** Whether somebody has asked for the file. */
  hasRead(path: string): boolean {
    return this.read.has(path);
  }

  bytes(path: string): Uint8Array | Unreadable | undefined {
    this.read.add(path);
    return this.files.read(path);
  }

  /** Undefined where there is no file; a problem where there is none that can be read. */
  text(path: string): TextFile | ReadProblem | undefined {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const bytes = this.bytes(path);
    if (bytes === undefined) return undefined;
    const shown = this.files.show(path);
    const text = bytes instanceof Unreadable ? unreadable(shown, bytes) : decodeText(shown, bytes);
    if (text instanceof TextFile) this.texts.set(path, text);
    return text;
  }
}

export function unreadable(file: string, { code, message }: Unreadable): ReadProblem {
  return { code, severity: 'error', location: { file, line: 1, column: 1 }, message };
}
