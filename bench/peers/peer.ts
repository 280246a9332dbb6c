/** One of the programs that are timed. */
export interface Peer {
  readonly name: string;
  /** The most services that it gets through in bearable time. @default any number */
  readonly mostServices?: number;
  /** Writes its input; not timed. */
  prepare?(place: Place): void;
  /** What is timed, one command after the other. */
  commands(place: Place): Command[];
  /** CPU seconds of what counts of the commands, where they say it themselves. @default all of it */
  counted?(place: Place): number;
}

/** One that makes the objects of the workload. */
export interface Maker extends Peer {
  /** All objects that it gave, as YAML documents. */
  documents(place: Place): Iterable<Document>;
}

/** Where a peer works, and on how much. */
export interface Place {
  readonly services: number;
  /** Its own for all rounds; the working folder of its commands. */
  readonly folder: string;
  /** Empty at the start of each round. */
  readonly output: string;
}

export interface Command {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** File for the standard output. @default it is dropped */
  readonly stdout?: string;
  /** The exit status by which it says that it has found something, which is no failure. @default none */
  readonly findingsStatus?: number;
}

export interface Document {
  readonly text: string;
  /** Labels that the object gets when the text is applied as its folder says. */
  readonly labels?: Readonly<Record<string, string>>;
}
