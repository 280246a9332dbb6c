import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Remote, type Api } from './remote';

const JITI = join(dirname(require.resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');

/** A program of the harness, in a process and a network namespace of its own. */
export class TypeScriptProcess<T extends Api<T>> extends Remote<T> {
  private constructor(
    private readonly process: ChildProcess,
    name: string,
  ) {
    super(process, name);
  }

  /**
   * @param unshared options of `unshare`: what the process does not have in common with this one
   * @param file a program that calls `answerCalls`
   * @param log takes what it writes
   */
  static start<T extends Api<T>>(unshared: readonly string[], file: string, log: string): TypeScriptProcess<T> {
    const output = openSync(log, 'w');
    // unshare replaces itself by the program: the id of the one is the id of the other.
    const child = spawn('unshare', [...unshared, process.execPath, JITI, file], {
      stdio: ['ignore', output, output, 'ipc'],
      serialization: 'advanced',
    });
    closeSync(output);
    return new TypeScriptProcess<T>(child, file);
  }

  /** @throws Error when it did not start */
  get id(): number {
    if (this.process.pid === undefined) throw new Error('the process did not start');
    return this.process.pid;
  }

  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const exit = once(this.process, 'exit');
    if (this.process.connected) this.process.disconnect();
    else this.process.kill('SIGKILL');
    await exit;
  }
}
