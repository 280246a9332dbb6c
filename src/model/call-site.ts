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

/** Of a constructor or method of a class, and not of a function or a method of a literal. */
const FRAME_OF_CLASS = /^ +at (?:async )?(?:new |(?!Object\.|Module\.)[A-Z$_][\w$]*\.)/;

interface Frame extends SourceLocation {
  readonly isOfClass: boolean;
  readonly writtenBy: 'user' | 'library' | 'package';
}

/**
 * The first line of a stack that is neither this library's nor another package's: the line that a user wrote.
 */
export function locateInStack(stack: string | undefined): SourceLocation | undefined {
  for (const frame of framesOf(stack)) if (frame.writtenBy === 'user') return locationOf(frame);
  return undefined;
}

/** Where a value was passed that somebody refuses. */
export interface Refusal {
  /** The line to change, where a construct or function is called. */
  readonly call: SourceLocation;
  /** The line inside of what is called that refuses the value, or passes it on, where users wrote that as well. */
  readonly within?: SourceLocation;
}

/**
 * The line of a stack that calls what refuses a value. Users have constructs of their own, which refuse props, or pass
 * them on to those of this library: what has to change is then where theirs are called.
 */
export function locateRefusal(stack: string | undefined): Refusal | undefined {
  const frames = [...framesOf(stack)];
  const first = frames.findIndex(({ writtenBy }) => writtenBy === 'user');
  if (first < 0) return undefined;
  const end = frames.findIndex(({ writtenBy }, i) => i > first && writtenBy === 'package');
  const ofUser = frames.slice(first, end < 0 ? undefined : end).filter(({ writtenBy }) => writtenBy === 'user');
  const within = ofUser[0]!;
  const outermost = ofUser.findLastIndex(({ isOfClass }) => isOfClass);
  // Without a construct of theirs, a function of theirs may have refused it; else they call what does.
  const caller = outermost >= 0 ? outermost + 1 : first === 0 ? 1 : 0;
  const call = ofUser[caller] ?? within;
  return { call: locationOf(call), ...(call !== within && { within: locationOf(within) }) };
}

/** Those in files, the innermost first. */
function* framesOf(stack: string | undefined): Generator<Frame> {
  for (const line of stack?.split('\n') ?? []) {
    const match = FRAME.exec(line);
    if (match === null || line.includes('(eval at ')) continue;
    const file = match[1]!.startsWith('file:') ? fileURLToPath(match[1]!) : match[1]!;
    yield {
      file,
      line: Number(match[2]),
      column: Number(match[3]),
      isOfClass: FRAME_OF_CLASS.test(line),
      writtenBy: authorOf(file),
    };
  }
}

function authorOf(file: string): Frame['writtenBy'] {
  if (OWN_FOLDERS.some((folder) => file.startsWith(folder))) return 'library';
  return file.includes(`${sep}node_modules${sep}`) ? 'package' : 'user';
}

function locationOf({ file, line, column }: Frame): SourceLocation {
  return { file, line, column };
}
