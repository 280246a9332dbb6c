import { Readable } from 'node:stream';
import type { Io } from '../../src/cli/io';

export interface CapturedIo extends Io {
  readonly output: { stdout: string; stderr: string };
}

export interface CapturedInput {
  readonly stdin?: string;
  readonly today?: string;
  readonly environment?: Io['environment'];
}

/** A command line's surroundings in which nothing is anybody else's, and what it says is kept. */
export function capturedIo(cwd: string, input: CapturedInput = {}): CapturedIo {
  const { stdin = '', today = '2026-11-21', environment = {} } = input;
  const output = { stdout: '', stderr: '' };
  return {
    output,
    stdout: (text) => (output.stdout += text),
    stderr: (text) => (output.stderr += text),
    cwd,
    colours: false,
    clock: () => 0,
    today: () => today,
    drained: () => Promise.resolve(true),
    stdin: () => Readable.from([Buffer.from(stdin)]),
    environment,
  };
}
