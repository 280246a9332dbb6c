import type { FileTree } from './file-tree';
import { FileState, inspect, sameContent } from './generated-file';

export interface PlanInput {
  /** What synth would write. */
  readonly wanted: FileTree;
  /** The files on disk among those that are wanted or owned. */
  readonly existing: ReadonlyMap<string, string>;
  /** The paths that the last synth of the same set left as its own. */
  readonly owned: ReadonlySet<string>;
  /** Whether edited and foreign files are overwritten and removed too. */
  readonly force: boolean;
}

/** How one file tree becomes another. Every wanted or owned path that is on disk is in exactly one list. */
export interface Plan {
  readonly create: readonly string[];
  readonly replace: readonly string[];
  readonly remove: readonly string[];
  readonly unchanged: readonly string[];
  /** Files that stay as they are, because synth did not write what they hold. */
  readonly conflicts: readonly Conflict[];
  /** What the set owns once the plan is carried out, sorted. */
  readonly owns: readonly string[];
  /** Whether that is something else than it owned before. */
  readonly ownershipChanges: boolean;
}

/** How the files of one set become those that synth wants of it. */
export interface SetPlan {
  readonly set: string;
  readonly wanted: FileTree;
  readonly plan: Plan;
}

export interface Conflict {
  readonly path: string;
  readonly reason: Exclude<FileState, 'generated'>;
}

/**
 * Decides by three rules: content that is wanted already is never a conflict; only what synth wrote and nobody
 * changed since is replaced or removed without `force`; what is neither wanted nor owned is never touched.
 *
 * A conflict keeps its owner, so that a file that was edited and then dropped is named until somebody decides.
 */
export function plan({ wanted, existing, owned, force }: PlanInput): Plan {
  const create: string[] = [];
  const replace: string[] = [];
  const remove: string[] = [];
  const unchanged: string[] = [];
  const conflicts: Conflict[] = [];
  const owns: string[] = [];

  for (const [path, text] of wanted) {
    const present = existing.get(path);
    if (present === undefined) {
      create.push(path);
    } else if (sameContent(present, text)) {
      unchanged.push(path);
    } else {
      const state = force ? 'generated' : inspect(present);
      if (state === 'generated') {
        replace.push(path);
      } else {
        conflicts.push({ path, reason: state });
        if (state === 'foreign' && !owned.has(path)) continue;
      }
    }
    owns.push(path);
  }

  for (const path of owned) {
    const present = existing.get(path);
    if (wanted.has(path) || present === undefined) continue;
    if (force || inspect(present) === 'generated') {
      remove.push(path);
    } else {
      // It was ours, so whatever it holds now, a person edited it.
      conflicts.push({ path, reason: 'edited' });
      owns.push(path);
    }
  }
  const ownershipChanges = owns.length !== owned.size || owns.some((path) => !owned.has(path));
  return { create, replace, remove: remove.sort(), unchanged, conflicts, owns: owns.sort(), ownershipChanges };
}

/** Whether the plan has nothing to do, because the tree on disk is what synth would write. */
export function isUpToDate({ create, replace, remove, conflicts, ownershipChanges }: Plan): boolean {
  return create.length + replace.length + remove.length + conflicts.length === 0 && !ownershipChanges;
}
