import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface LuaRun {
  readonly script: string;
  /** The global `obj`. */
  readonly object: object;
}

export interface LuaOutcome {
  readonly result?: unknown;
  readonly error?: string;
}

const JITI = join(__dirname, '..', '..', '..', 'node_modules', '.bin', 'jiti');

/** Runs scripts as Argo CD does; in a process of their own, because what loads WebAssembly there cannot run in Jest. */
export function runLua(runs: readonly LuaRun[], timeZone = 'UTC'): LuaOutcome[] {
  const output = execFileSync(JITI, [join(__dirname, 'run-lua.ts')], {
    input: JSON.stringify(runs),
    env: { PATH: process.env['PATH'], TZ: timeZone },
    encoding: 'utf8',
  });
  return JSON.parse(output) as LuaOutcome[];
}
