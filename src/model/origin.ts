/** A place in a file that a person wrote. Line and column count from 1. */
export interface SourceLocation {
  /** Absolute path, or as the file was named. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** What made a manifest: a construct, a place in a source file, or both. */
export interface Origin {
  /** Path of the construct in its tree, such as `production/api-service/virtual-service`. */
  readonly constructPath?: string;
  /**
   * Finds the line that made the manifest. Costs a stack format for constructs and a parse for files, so it is called for
   * findings only.
   *
   * @param pointer JSON pointer of a field, whose line it is where a file has one for it, or else that of what holds it
   */
  readonly locate?: (pointer?: string) => SourceLocation | undefined;
}

/** `environments/production.ts:12:5`, or the construct path where no line is known. */
export function describeOrigin(origin: Origin, relativeTo: (file: string) => string = (file) => file): string {
  const location = origin.locate?.();
  if (location !== undefined) return `${relativeTo(location.file)}:${location.line}:${location.column}`;
  return origin.constructPath ?? 'unknown origin';
}
