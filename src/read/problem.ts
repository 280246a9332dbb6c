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
