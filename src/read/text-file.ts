import { LineCounter } from 'yaml';
import type { SourceLocation } from '../model/origin';
import { Unreadable } from './files';
import type { ReadProblem } from './problem';

/** Of a single file; Kubernetes stores no object of more than 1.5 MiB. */
export const MOST_FILE_BYTES = 64 * 1024 * 1024;

export const TOO_LARGE = new Unreadable(
  'FILE_TOO_LARGE',
  'the file has more than 64 MiB, the most that is read: split it',
);

/** A text that was read, and where its lines begin. */
export class TextFile {
  private lines: LineCounter | undefined;

  constructor(
    /** As it is shown to people. */
    readonly path: string,
    readonly text: string,
  ) {}

  /** @param offset of a UTF-16 unit */
  locationOf(offset: number): SourceLocation {
    this.lines ??= linesOf(this.text);
    const { line, col } = this.lines.linePos(offset);
    return { file: this.path, line, column: col };
  }
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf('\n', start) + 1 || -1) lines.addNewLine(start);
  return lines;
}

/** The characters that Go's YAML reader refuses, whatever they stand in. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1\n';

/** The text of a file, or why it is none. A byte order mark is left out. */
export function decodeText(path: string, bytes: Uint8Array): TextFile | ReadProblem {
  const refused = (code: string, message: string, location = { file: path, line: 1, column: 1 }): ReadProblem => ({
    code,
    severity: 'error',
    location,
    message,
  });
  if (bytes.length > MOST_FILE_BYTES) {
    return refused(TOO_LARGE.code, TOO_LARGE.message);
  }
  if (bytes.includes(0)) {
    return refused('BINARY_FILE', 'the file is binary, or UTF-16: save it as UTF-8, or move it away');
  }
  const text = utf8(bytes);
  if (text?.startsWith(LFS_POINTER)) {
    return refused(
      'LFS_POINTER',
      'the file is a pointer of Git LFS, and what it points to is not here: run git lfs pull',
    );
  }
  if (text === undefined) {
    const lossy = new TextFile(path, new TextDecoder().decode(bytes));
    const location = lossy.locationOf(lossy.text.indexOf('\ufffd'));
    return refused('NOT_UTF8', 'the file is not UTF-8 from here on: save it as UTF-8', location);
  }
  const file = new TextFile(path, text);
  const control = CONTROL.exec(text);
  if (control === null) return file;
  const name = `U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return refused(
    'CONTROL_CHARACTER',
    `the control character ${name} cannot be in YAML: remove it, or write it as an escape in double quotes`,
    file.locationOf(control.index),
  );
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
