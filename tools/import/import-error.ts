/** An input that cannot be imported faithfully. The message names the file or object, and what to do about it. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
