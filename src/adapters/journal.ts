import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ControlFolder, isInsideTree } from './control-folder';
import { FileOperations, removeIfEmpty, removeIfThere } from './files';
import { hasCode, WorldError } from './world-error';

/** What is left to do once all new contents are staged. Doing it again changes nothing. */
export interface Journal {
  /** Paths in the tree of the staged files and folders: `moves[3]` is where `staging/3` goes. */
  readonly moves: readonly string[];
  /** Files to remove, and folders that become empty by it. */
  readonly removes: readonly string[];
}

/** The point of no return: once the journal stands, the run is completed, by this process or by the next. */
export function writeJournal(control: ControlFolder, journal: Journal, files: FileOperations): void {
  files.writeFile(control.draft, `${JSON.stringify(journal)}\n`);
  files.rename(control.draft, control.journal);
}

/** Carries out the journal from whatever point it was left at, and removes it. */
export function completeJournal(control: ControlFolder, files: FileOperations): void {
  const { moves, removes } = readJournal(control);
  for (const [index, path] of moves.entries()) {
    moveIntoPlace(join(control.staging, String(index)), join(control.root, path), files);
  }
  for (const path of removes) removeIfThere(join(control.root, path), files);
  removeEmptied(control.root, removes, files);
  // The journal goes last: staged contents without one are those of a run to undo.
  files.removeTree(control.staging);
  files.removeFile(control.journal);
}

function readJournal({ journal }: ControlFolder): Journal {
  const text = readFileSync(journal, 'utf8');
  const parsed = parseJournal(text);
  if (parsed !== undefined) return parsed;
  throw new WorldError(
    `${journal} does not say how to complete the interrupted run: delete it, restore the tree from Git and run again`,
  );
}

function parseJournal(text: string): Journal | undefined {
  let content: Partial<Record<keyof Journal, unknown>> | null;
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    return undefined;
  }
  const isPaths = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((path) => typeof path === 'string' && isInsideTree(path));
  const { moves, removes } = content ?? {};
  return isPaths(moves) && isPaths(removes) ? { moves, removes } : undefined;
}

function moveIntoPlace(staged: string, target: string, files: FileOperations): void {
  try {
    files.rename(staged, target);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      // It was moved before the kill, or somebody removed the target's folder since.
      if (!existsSync(staged)) return;
      files.createFolders(dirname(target));
      files.rename(staged, target);
    } else if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) {
      // Somebody else created the folder since.
      for (const name of readdirSync(staged)) moveIntoPlace(join(staged, name), join(target, name), files);
    } else {
      throw error;
    }
  }
}

/** Removes the folders of removed files, and theirs, as far as nothing else is in them. */
function removeEmptied(root: string, removed: readonly string[], files: FileOperations): void {
  const folders = new Set<string>();
  for (const path of removed) {
    for (
      let end = path.lastIndexOf('/');
      end > 0 && !folders.has(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1)
    ) {
      folders.add(path.slice(0, end));
    }
  }
  const deepestFirst = [...folders].sort((one, other) => other.length - one.length);
  for (const folder of deepestFirst) removeIfEmpty(join(root, folder), files);
}
