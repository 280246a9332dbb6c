import { DeployTree, recordedSets, withDeployTree } from '../adapters/deploy-tree';
import type { FileTree } from '../layout/file-tree';
import type { SetPlan } from '../layout/plan';

/** What synth wants a tree to hold of one set. */
export interface WantedSet {
  readonly set: string;
  readonly objects: number;
  readonly tree: FileTree;
  /** Folder whose folders are applied one after the other, if they are. */
  readonly stagedIn?: string | undefined;
}

/** A folder that synth writes and keeps a record of: the deploy tree, or what is in `.github` beside the sources. */
export interface WantedTree {
  readonly root: string;
  /** How the root is called on the command line. */
  readonly name: string;
  readonly sets: readonly WantedSet[];
}

export interface PlannedTree {
  readonly name: string;
  readonly plans: readonly SetPlan[];
}

/** A tree that is wanted whole: what sets own that are no more, leaves it. */
export function wholeTree({ root, name, sets }: WantedTree): WantedTree {
  const names = new Set(sets.map(({ set }) => set));
  const vanished = recordedSets(root).filter((set) => !names.has(set));
  return { root, name, sets: [...sets, ...vanished.map((set) => ({ set, objects: 0, tree: new Map() }))] };
}

/**
 * Does the work while other processes are kept out of all trees. Each tree is written as a whole or not at all; a
 * process that is killed between two of them leaves the later ones to the next synth.
 */
export function withTrees<T>(trees: readonly WantedTree[], work: (opened: readonly DeployTree[]) => T): T {
  const open = (left: readonly WantedTree[], opened: readonly DeployTree[]): T => {
    const [next, ...others] = left;
    return next === undefined ? work(opened) : withDeployTree(next.root, (tree) => open(others, [...opened, tree]));
  };
  return open(trees, []);
}
