import { statSync } from 'node:fs';

/** What is at a path, where links lead; undefined where nothing is. */
export function pathKind(path: string): 'file' | 'folder' | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? 'folder' : 'file';
}
