/** Something that istiod has to say of an object. */
export interface Problem {
  /** JSON pointer into the object. */
  readonly pointer: string;
  readonly message: string;
  /** @default what the rule says of all its findings */
  readonly effect?: string;
  /** @default what the rule says of all its findings */
  readonly fix?: string;
}

/** What istiod refuses of one object, and what it warns of. */
export class Report {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** @param message undefined when there is nothing to say, as the functions that judge values answer */
  error(pointer: string, message: string | undefined): void {
    if (message !== undefined) this.errors.push({ pointer, message });
  }

  warn(pointer: string, message: string | undefined, advice: Pick<Problem, 'effect' | 'fix'> = {}): void {
    if (message !== undefined) this.warnings.push({ pointer, message, ...advice });
  }
}
