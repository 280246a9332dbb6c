import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from './peers/peer';

/** What commands took, with all the processes that they started. */
export interface Cost {
  /** User and system time: other than the time on the clock, it hardly changes when others use the machine. */
  readonly cpuSeconds: number;
  /** Of the largest process; undefined where nothing can tell. */
  readonly peakBytes: number | undefined;
}

/** GNU time, for the peak of memory. */
const TIME = '/usr/bin/time';
const hasTime = existsSync(TIME) && spawnSync(TIME, ['-q', '-f', '%M', 'true']).status === 0;

/** POSIX: the second line of `times` is user and system time of all children that the shell waited for. */
const SHELL = ['sh', '-c', '"$@"; status=$?; times >&3; exit $status', 'sh'] as const;

/**
 * @param cwd working folder of the commands
 * @throws Error with what the command wrote when it fails; findings are no failure
 */
export function measure(commands: readonly Command[], cwd: string): Cost {
  const costs = commands.map((command) => measureOne(command, cwd));
  const peaks = costs.map(({ peakBytes }) => peakBytes).filter((bytes) => bytes !== undefined);
  return {
    cpuSeconds: costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

function measureOne({ argv, env, stdout, findingsStatus = 0 }: Command, cwd: string): Cost {
  const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-measure-'));
  const peakFile = join(folder, 'peak');
  const output = stdout === undefined ? undefined : openSync(stdout, 'w');
  try {
    const timed = hasTime ? [TIME, '-q', '-o', peakFile, '-f', '%M', ...argv] : argv;
    const [shell, ...rest] = [...SHELL, ...timed];
    const result = spawnSync(shell, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output ?? 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: Infinity,
    });
    if (result.status !== 0 && result.status !== findingsStatus)
      throw new Error(`${argv.join(' ')} failed:\n${result.stderr}${result.error?.message ?? ''}`);
    return {
      cpuSeconds: childrenSeconds(result.output[3] ?? ''),
      peakBytes: hasTime ? Number(readFileSync(peakFile, 'utf8')) * 1024 : undefined,
    };
  } finally {
    if (output !== undefined) closeSync(output);
    rmSync(folder, { recursive: true });
  }
}

/** @param times what the shell builtin `times` writes: `0m0.00s 0m0.00s`, a line for itself and one for its children */
export function childrenSeconds(times: string): number {
  const line = times.trim().split('\n')[1] ?? '';
  return [...line.matchAll(/(\d+)m([\d.,]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds!.replace(',', '.')),
    0,
  );
}
