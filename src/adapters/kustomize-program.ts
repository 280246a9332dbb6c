import { spawnSync } from 'node:child_process';
import { Unreadable } from '../read/files';

const PROGRAMS = [
  { name: 'kustomize', command: ['build'] },
  { name: 'kubectl', command: ['kustomize'] },
] as const;

const LONGEST_RUN = 60_000;
const MOST_OUTPUT = 256 * 1024 * 1024;

/** The YAML that kustomize, or else kubectl, on the PATH builds of a folder; undefined where there is neither. */
export function buildByProgram(folder: string): string | Unreadable | undefined {
  for (const { name, command } of PROGRAMS) {
    const { error, status, stdout, stderr } = spawnSync(name, [...command, folder], {
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
      timeout: LONGEST_RUN,
      // Not what Node started with: in a VM context, as test runners use, it is another.
      env: process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') continue;
    if (status === 0) return stdout;
    const why = error === undefined ? lastLine(stderr) : error.message;
    return new Unreadable('KUSTOMIZE_FAILED', `${[name, ...command].join(' ')} fails: ${why}; mend what it names`);
  }
  return undefined;
}

/** Warnings stand before the error. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
