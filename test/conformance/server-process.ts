import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { programPath } from './programs';

/**
 * Runs a program and, beside it, waits for the end of its own input. Our end of that pipe is closed by `stop`, or by the
 * system when this process ends, however it ends: so no server survives its test.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- & program=$!
{ cat <&3 >/dev/null; kill -KILL "$program" 2>/dev/null; } & guard=$!
wait "$program"; code=$?
kill "$guard" 2>/dev/null
exit "$code"`;

/** A server of the tests, in a process of its own. */
export class ServerProcess {
  private readonly guard;
  private readonly exit: Promise<void>;
  private ended = false;

  /** @param environment variables besides those of this process */
  constructor(
    program: string,
    options: readonly string[],
    private readonly log: string,
    environment: Readonly<Record<string, string>> = {},
  ) {
    const output = openSync(log, 'w');
    this.guard = spawn('sh', ['-c', GUARD, 'sh', programPath(program), ...options], {
      stdio: ['pipe', output, output],
      env: { ...process.env, ...environment },
    });
    closeSync(output);
    this.exit = new Promise((resolve) => {
      this.guard.once('exit', () => {
        this.ended = true;
        resolve();
      });
    });
  }

  /** Whether the program runs no more, stopped or not. */
  get hasEnded(): boolean {
    return this.ended;
  }

  endOfLog(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-20).join('\n');
  }

  async stop(): Promise<void> {
    this.guard.stdin?.end();
    await this.exit;
  }
}
