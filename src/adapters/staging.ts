import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlFolder } from './control-folder';
import type { FileOperations } from './files';
import type { TreeListing } from './tree-listing';
import { WorldError } from './world-error';

/**
 * Writes new contents beside the tree. Where a folder of the tree is missing, the topmost missing one is staged as a
 * whole, so that a new tree of any size takes its place by a few renames.
 *
 * @returns where each numbered file or folder of the staging folder belongs
 */
export function stage(
  control: ControlFolder,
  listing: TreeListing,
  contents: Iterable<readonly [path: string, text: string]>,
  files: FileOperations,
): string[] {
  const moves: string[] = [];
  /** By folder of the tree: where its staged twin is, or undefined when the folder exists and needs none. */
  const stagedFolders = new Map<string, string | undefined>([['', undefined]]);

  function add(path: string): string {
    moves.push(path);
    return join(control.staging, String(moves.length - 1));
  }

  function stagedFolder(folder: string): string | undefined {
    if (stagedFolders.has(folder)) return stagedFolders.get(folder);
    const slash = folder.lastIndexOf('/');
    const parent = stagedFolder(slash < 0 ? '' : folder.slice(0, slash));
    let staged: string | undefined;
    if (parent !== undefined) staged = `${parent}/${folder.slice(slash + 1)}`;
    else if (!listing.hasFolder(folder)) staged = add(folder);
    if (staged !== undefined) files.createFolder(staged);
    stagedFolders.set(folder, staged);
    return staged;
  }

  files.createFolder(control.staging);
  for (const [path, text] of contents) {
    const slash = path.lastIndexOf('/');
    const folder = stagedFolder(slash < 0 ? '' : path.slice(0, slash));
    files.writeFile(folder === undefined ? add(path) : `${folder}/${path.slice(slash + 1)}`, text);
  }
  return moves;
}

/**
 * Finds out before the point of no return what would stop the run after it: folders that cannot be written, and
 * folders on another file system, which no rename reaches.
 *
 * @param changed paths in the tree that appear, change or go
 */
export function refuseUnwritable(control: ControlFolder, listing: TreeListing, changed: Iterable<string>): void {
  const device = statSync(control.path).dev;
  const seen = new Set<string>();
  for (const path of changed) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (seen.has(folder) || !listing.hasFolder(folder)) continue;
    seen.add(folder);
    const absolute = join(control.root, folder);
    accessSync(absolute, constants.W_OK | constants.X_OK);
    if (statSync(absolute).dev !== device) {
      throw new WorldError(`${absolute} is on another file system than ${control.root}: keep the deploy tree on one`);
    }
  }
}
