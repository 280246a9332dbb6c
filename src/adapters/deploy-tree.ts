import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileTree } from '../layout/file-tree';
import type { SetPlan } from '../layout/plan';
import { CONTROL, ControlFolder, isTreePath, recordPath, setOfRecord } from './control-folder';
import { FileOperations, nodeFiles, removeIfEmpty } from './files';
import { completeJournal, writeJournal } from './journal';
import { lockFolder, refuseLocked } from './lock';
import { refuseUnwritable, stage } from './staging';
import { TreeListing } from './tree-listing';
import { inWorld, WorldError } from './world-error';

/** What a plan has to know of the disk. */
export interface TreeState {
  /** Contents of the files that are wanted or owned, and exist. */
  readonly existing: ReadonlyMap<string, string>;
  /** The paths that the set owns by its record. */
  readonly owned: ReadonlySet<string>;
}

/**
 * What became, or has to become, of a run that was killed: `completed` when its journal stood, else `undone`. The
 * tree is what the run wanted, or what it was before.
 */
export type Recovery = 'completed' | 'undone';

/** A deploy tree that this process alone changes; {@link withDeployTree} gives it. */
export class DeployTree {
  constructor(
    private readonly control: ControlFolder,
    /** What was done about a killed run before anything else. */
    readonly recovered: Recovery | undefined,
    private readonly files: FileOperations,
  ) {}

  /** See {@link readDeployTree}. */
  read(set: string, wanted: FileTree): TreeState {
    return readDeployTree(this.control.root, set, wanted);
  }

  /**
   * Carries out the plans of several sets as one, and records what each set owns by it. At every moment each file is as it was or as it will be;
   * if the process is killed, {@link recover} makes all of them the one or the other. (Nothing is flushed to the
   * platter: a power failure is Git's to mend.)
   *
   * @throws WorldError before anything is changed, as far as what is wrong can be found out before
   */
  apply(plans: readonly SetPlan[]): void {
    const contents: [path: string, text: string][] = [];
    const removes: string[] = [];
    for (const { set, wanted, plan } of plans) {
      for (const path of [...plan.create, ...plan.replace]) contents.push([path, contentOf(wanted, path)]);
      // A file that moved from one set to another is not removed by the first.
      for (const path of plan.remove) if (!plans.some((other) => other.wanted.has(path))) removes.push(path);
      if (!plan.ownershipChanges) continue;
      if (plan.owns.length > 0) contents.push([recordPath(set), `${plan.owns.join('\n')}\n`]);
      else removes.push(recordPath(set));
    }
    if (contents.length + removes.length > 0) this.run(contents, removes);
  }

  private run(contents: readonly (readonly [path: string, text: string])[], removes: readonly string[]): void {
    const { control, files } = this;
    inWorld('write the new files', () => {
      try {
        const listing = new TreeListing(control.root);
        refuseUnwritable(control, listing, [...contents.map(([path]) => path), ...removes]);
        writeJournal(control, { moves: stage(control, listing, contents, files), removes }, files);
      } catch (error) {
        files.removeTree(control.staging);
        throw error;
      }
    });
    complete(control, files);
  }
}

/**
 * Locks a deploy tree, settles what a killed run left behind, does the work, and unlocks it. The tree need not exist.
 *
 * @throws WorldError when another process has the lock, or the file system refuses something
 */
export function withDeployTree<T>(root: string, work: (tree: DeployTree) => T, files: FileOperations = nodeFiles): T {
  const control = new ControlFolder(root);
  const rootExisted = existsSync(root);
  const unlock = inWorld('lock the deploy tree', () => {
    // A link out of the tree is refused here, before anything is written through it.
    new TreeListing(root).hasFolder(CONTROL);
    files.createFolders(control.path);
    return lockFolder(control.path, files);
  });
  try {
    return work(new DeployTree(control, settle(control, files), files));
  } finally {
    inWorld('unlock the deploy tree', unlock);
    removeIfEmpty(control.path, files);
    if (!rootExisted) removeIfEmpty(root, files);
  }
}

/**
 * What stands on disk among what is wanted or owned, without a lock and without changing anything. No other file is
 * looked at.
 *
 * @throws WorldError where a file stands in the way of a folder, a folder in that of a file, or a symbolic link
 * leaves the tree
 */
export function readDeployTree(root: string, set: string, wanted: FileTree): TreeState {
  return inWorld('read the deploy tree', () => {
    const listing = new TreeListing(root);
    const owned = readRecord(listing, recordPath(set));
    const existing = new Map<string, string>();
    for (const paths of [wanted.keys(), owned]) {
      for (const path of paths) {
        if (existing.has(path)) continue;
        const text = listing.readFile(path);
        if (text !== undefined) existing.set(path, text);
      }
    }
    return { existing, owned };
  });
}

/**
 * What {@link recover} would do, without doing it.
 *
 * @throws WorldError when another process is writing the tree
 */
export function pendingRecovery(root: string): Recovery | undefined {
  const control = new ControlFolder(root);
  return inWorld('read the deploy tree', () => {
    refuseLocked(control.path);
    return pending(control);
  });
}

/** Settles what a killed run left behind; {@link withDeployTree} does it too. */
export function recover(root: string, files: FileOperations = nodeFiles): Recovery | undefined {
  return existsSync(root) ? withDeployTree(root, ({ recovered }) => recovered, files) : undefined;
}

/** The sets that own files of the tree, sorted; among them may be environments that are no more. */
export function recordedSets(root: string): readonly string[] {
  const control = new ControlFolder(root);
  return inWorld('read the deploy tree', () => {
    if (!existsSync(control.path)) return [];
    return readdirSync(control.path)
      .map(setOfRecord)
      .filter((set) => set !== undefined)
      .sort();
  });
}

/** @throws TypeError for a plan of another tree, and for paths that no tree may have */
function contentOf(wanted: FileTree, path: string): string {
  const text = wanted.get(path);
  if (text === undefined || !isTreePath(path)) throw new TypeError(`${path} is no path of the wanted tree`);
  return text;
}

function readRecord(listing: TreeListing, record: string): ReadonlySet<string> {
  const lines = (listing.readFile(record) ?? '').split(/\r?\n/).filter((line) => line !== '');
  const stray = lines.find((path) => !isTreePath(path));
  if (stray === undefined) return new Set(lines);
  throw new WorldError(
    `${join(listing.root, record)} lists ${JSON.stringify(stray)}, which is no file of the deploy tree: restore it from Git and run again`,
  );
}

function pending(control: ControlFolder): Recovery | undefined {
  if (existsSync(control.journal)) return 'completed';
  return existsSync(control.staging) ? 'undone' : undefined;
}

function settle(control: ControlFolder, files: FileOperations): Recovery | undefined {
  const recovery = pending(control);
  if (recovery === 'completed') complete(control, files);
  if (recovery === 'undone')
    inWorld('discard an interrupted run', () => {
      files.removeTree(control.staging);
    });
  return recovery;
}

function complete(control: ControlFolder, files: FileOperations): void {
  inWorld(
    `put the new files into place (${control.journal} says what is left, and the next synth goes on with it)`,
    () => {
      completeJournal(control, files);
    },
  );
}
