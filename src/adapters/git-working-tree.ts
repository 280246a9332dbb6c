import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from './folders-above';
import { pathKind } from './path-kind';

/**
 * The root of the working tree of Git that a folder is in: the first one, itself or above, that has a `.git`, which is a file
 * in submodules and linked working trees. Undefined where there is none, or no such folder.
 */
export function workingTreeOf(folder: string): string | undefined {
  if (pathKind(folder) !== 'folder') return undefined;
  for (const above of foldersAbove(realpathSync(folder))) if (existsSync(join(above, '.git'))) return above;
  return undefined;
}
