import { execFile } from 'node:child_process';
import { hasCode } from './world-error';

/** Milliseconds; a program that is asked for its version answers at once, if at all. */
const LONGEST_ANSWER = 10_000;
/** Bytes; one that says more is another program. */
const MOST_OUTPUT = 64 * 1024;

/** What a program on the PATH says when it is asked for its version. */
export type VersionAnswer =
  | { readonly kind: 'missing' }
  | { readonly kind: 'answered'; readonly output: string }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Starts a program on the PATH and waits for its answer, for ten seconds at most.
 *
 * @param longest milliseconds to wait
 */
export function askVersion(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  longest = LONGEST_ANSWER,
): Promise<VersionAnswer> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: longest, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ kind: 'answered', output: stdout });
      else if (hasCode(error, 'ENOENT')) resolve({ kind: 'missing' });
      else resolve({ kind: 'failed', why: reasonOf(error, stderr, longest) });
    });
    // One that reads its standard input must not wait for it.
    child.stdin?.end();
  });
}

function reasonOf(error: Error, stderr: string, longest: number): string {
  const { code, killed, signal } = error as Error & { code?: unknown; killed?: boolean; signal?: string | null };
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it says more than ${MOST_OUTPUT / 1024} KiB`;
  if (killed === true) return `it has not answered for ${longest / 1000} s`;
  if (typeof signal === 'string') return `it was ended by ${signal}`;
  if (typeof code === 'number')
    return [`it exits ${code}`, stderr.trim().split('\n').at(-1)].filter(Boolean).join(': ');
  return error.message;
}
