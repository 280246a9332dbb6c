import { join } from 'node:path';

/** Name of the folder in the deploy tree where synth keeps its records; between two runs it holds ownership only. */
export const CONTROL = '.istio-gitops';

/** The files of one deploy tree that are synth's own. */
export class ControlFolder {
  readonly path: string;
  /** New contents before they are renamed into place, numbered as the journal lists them. */
  readonly staging: string;
  /** Written before it is renamed to {@link journal}, so that a journal is never half written. */
  readonly draft: string;
  /** Its presence means that the run is decided: it will be completed, whoever does it. */
  readonly journal: string;

  constructor(readonly root: string) {
    this.path = join(root, CONTROL);
    this.staging = join(this.path, 'staging');
    this.draft = join(this.staging, 'journal.json');
    this.journal = join(this.path, 'journal.json');
  }
}

const RECORD_SUFFIX = '.paths';

/** Path in the tree of the record of what a set owns. One per set, so that pull requests don't collide. */
export function recordPath(set: string): string {
  return `${CONTROL}/${set}${RECORD_SUFFIX}`;
}

/** The set whose record a file of the control folder is, if it is one. */
export function setOfRecord(fileName: string): string | undefined {
  return fileName.endsWith(RECORD_SUFFIX) ? fileName.slice(0, -RECORD_SUFFIX.length) : undefined;
}

/** Empty components, `.` and `..`, and what Windows takes for a slash. */
const LEAVES_TREE = /(?:^|\/)\.{0,2}(?:\/|$)|\\/;

/** Whether a path with forward slashes stays inside the tree it is relative to. */
export function isInsideTree(path: string): boolean {
  return !LEAVES_TREE.test(path);
}

/** Whether a path can be that of a deployed file: inside the tree, and not among synth's own records. */
export function isTreePath(path: string): boolean {
  return isInsideTree(path) && !path.startsWith(`${CONTROL}/`);
}
