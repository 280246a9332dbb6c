import type { SourceLocation } from '../model/origin';

/** Something wrong with what was read. Sentences are for people: tools read `code` and `location`. */
export interface ReadProblem {
  /** The code of the `yaml` parser, such as `DUPLICATE_KEY`, or one of ours in the same style, such as `NO_NAME`. */
  readonly code: string;
  /** What an error is about may be missing from what was read: a file, a document, an object or a whole set. */
  readonly severity: 'error' | 'warning';
  readonly location: SourceLocation;
  /** What is wrong, and how to mend it. */
  readonly message: string;
  /** Other places that have a part in it, such as the first of two objects of one identity. */
  readonly related?: readonly SourceLocation[];
}

/** Nobody reads more of one file or set, and a large one could have millions. */
const MOST_PROBLEMS = 1000;

/** What is wrong with one file or set: the first problems, and that there are more. */
export class FirstProblems {
  constructor(readonly found: ReadProblem[] = []) {}

  get isFull(): boolean {
    return this.found.length > MOST_PROBLEMS;
  }

  /** @param problem is asked for only where it is told, because to find its line takes time */
  add(problem: () => ReadProblem): void {
    if (this.isFull) return;
    const next = problem();
    this.found.push(this.found.length < MOST_PROBLEMS ? next : tooMany(next.location));
  }
}

function tooMany(location: SourceLocation): ReadProblem {
  const message = `from here on there is more wrong than these ${MOST_PROBLEMS} problems: mend them first`;
  return { code: 'TOO_MANY_PROBLEMS', severity: 'error', location, message };
}
