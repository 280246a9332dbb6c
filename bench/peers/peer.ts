/** One of the programs that are timed. */
export interface Peer {
  readonly name: string;
  /** The most services that it gets through in bearable time. @default any number */
  readonly mostServices?: number;
  /** Writes its input; not timed. */
  prepare(folder: string, services: number): void;
  /** Puts its output folder into the state that the run starts from; not timed. */
  reset(folder: string): void;
  /** What is timed, one command after the other. */
  commands(folder: string, services: number): Command[];
  /** All objects that it gave, as YAML documents. */
  output(folder: string): Iterable<Document>;
}

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File for the standard output. @default it is dropped */
  readonly stdout?: string;
}

export interface Document {
  readonly text: string;
  /** Labels that the object gets when the text is applied as its folder says. */
  readonly labels?: Readonly<Record<string, string>>;
}
