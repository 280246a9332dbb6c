import { fileURLToPath } from 'node:url';
import { dirname, sep } from 'node:path';
import type { Origin, SourceLocation } from './origin';

/** Holds a stack that V8 formats when it is read, and not before. */
export interface CapturedStack {
  readonly stack?: string;
}

/** Captures where the caller of `callee` is called from, at the cost of a stack walk; nothing is formatted yet. */
export function callSite(callee: (...args: never[]) => unknown): Origin {
  const captured: CapturedStack = {};
  Error.captureStackTrace(captured, callee);
  return { locate: () => locateInStack(captured.stack) };
}

/** This package's own folder: `src` in a checkout, `lib/src` when installed; `imports` stands beside it. */
const PACKAGE = dirname(dirname(__dirname));
const OWN_FOLDERS = ['src', 'imports'].map((folder) => PACKAGE + sep + folder + sep);

/** `at file:line:column` or `at function (file:line:column)`, of a file with an absolute path or URL. */
const FRAME = /^ +at (?:async |.*? \()?((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+):(\d+)\)?$/;

/**
 * The first line of a stack that is neither this library's nor another package's: the line that a user wrote.
 */
export function locateInStack(stack: string | undefined): SourceLocation | undefined {
  for (const line of stack?.split('\n') ?? []) {
    const match = FRAME.exec(line);
    if (match === null || line.includes('(eval at ')) continue;
    const file = match[1]!.startsWith('file:') ? fileURLToPath(match[1]!) : match[1]!;
    if (file.includes(`${sep}node_modules${sep}`) || OWN_FOLDERS.some((folder) => file.startsWith(folder))) continue;
    return { file, line: Number(match[2]), column: Number(match[3]) };
  }
  return undefined;
}
