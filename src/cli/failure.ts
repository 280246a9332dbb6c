import { relative, sep } from 'node:path';
import { types } from 'node:util';
import { ModuleSyntaxError } from '../adapters/fleet-module';
import { WorldError } from '../adapters/world-error';
import { locateInStack, locateRefusal, Refusal } from '../model/call-site';
import type { SourceLocation } from '../model/origin';
import { isPropsError } from '../model/props-error';
import { ReleaseStateError } from '../platform/release-state';
import { ExitCode } from './exit-codes';
import { UsageError } from './usage-error';

export interface Failure {
  readonly code: ExitCode;
  /** Ends with a line feed. */
  readonly message: string;
}

/** What to tell about an error, and how to exit. A stack trace is shown for bugs, and where it is asked for. */
export function describeFailure(error: unknown, { cwd, debug }: { cwd: string; debug: boolean }): Failure {
  const stack = isError(error) ? (error.stack ?? error.message) : String(error);
  const failure = classify(error, cwd);
  if (failure === undefined) {
    return {
      code: ExitCode.Bug,
      message: `This is a bug of istio-gitops; please report it with this trace:\n${stack}\n`,
    };
  }
  return { code: failure.code, message: debug ? `${failure.message}${stack}\n` : failure.message };
}

function classify(error: unknown, cwd: string): Failure | undefined {
  if (!isError(error)) return undefined;
  // By name, because constructs may come from the project's own copy of this package.
  switch (error.name) {
    case UsageError.name:
      return { code: ExitCode.Usage, message: `error: ${error.message}\n` };
    case WorldError.name:
      return { code: ExitCode.World, message: `error: ${error.message}\n` };
    case ReleaseStateError.name:
    case ModuleSyntaxError.name:
      return { code: ExitCode.Findings, message: shortened(error.message, cwd) };
  }
  // Errors of checked values and props say all there is to say; whatever else a composition throws has a kind.
  const isOurs = isPropsError(error) || error.name === RangeError.name;
  const place = placeOf(error, isOurs);
  if (place === undefined) {
    return isPropsError(error) ? { code: ExitCode.Findings, message: `${error.message}\n` } : undefined;
  }
  const at = ({ file, line, column }: SourceLocation): string => `${relative(cwd, file)}:${line}:${column}`;
  const message = `${at(place.call)}: ${isOurs ? '' : `${error.name}: `}${error.message.split('\n')[0]!}\n`;
  const within = place.within === undefined ? '' : `  by way of ${at(place.within)}\n`;
  return { code: ExitCode.Findings, message: `${message}${within}` };
}

function placeOf(error: Error, isOurs: boolean): Refusal | undefined {
  if (isOurs) {
    const passed = isPropsError(error) ? error.origin?.locate?.() : undefined;
    return passed === undefined ? locateRefusal(error.stack) : { call: passed };
  }
  const call = locateInStack(error.stack);
  return call === undefined ? undefined : { call };
}

function shortened(message: string, cwd: string): string {
  const folder = `${cwd}${sep}`;
  const lines = message.split('\n').map((line) => (line.startsWith(folder) ? line.slice(folder.length) : line));
  return lines.map((line) => `${line}\n`).join('');
}

/** Compositions may run in another realm (a VM context, as test runners use), where `Error` is another class. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
