import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where tools/build.sh puts pinned programs. */
const CACHE = join(process.env['ISTIO_GITOPS_CACHE'] ?? join(homedir(), '.cache', 'istio-gitops'), 'bin');

/** The pinned build of a program, or else what PATH has; undefined where there is neither. */
export function findProgram(name: string): string | undefined {
  return [CACHE, ...(process.env['PATH'] ?? '').split(delimiter)]
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
