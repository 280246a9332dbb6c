import type { Mark } from './token';

/** The text is no YAML from a place on. */
export class ScanError extends Error {
  override readonly name = 'ScanError';

  constructor(
    readonly mark: Mark,
    /** What is wrong there, and how to mend it. */
    message: string,
  ) {
    super(message);
  }
}
