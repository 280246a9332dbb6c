/** All that a command knows of the process it runs in. */
export interface Io {
  /** The answer goes here, and nothing else. */
  readonly stdout: (text: string) => void;
  /** Waits until whoever reads stdout has taken what is written; false when nobody does any more. */
  readonly drained: () => Promise<boolean>;
  /** Everything that is not the answer. */
  readonly stderr: (text: string) => void;
  /** Folder that relative paths are relative to. */
  readonly cwd: string;
  /** Whether colours may be used on stdout. */
  readonly colours: boolean;
  /** Width of the terminal. @default 80 */
  readonly columns?: number;
  /** Milliseconds since some moment. */
  readonly clock: () => number;
  /** The day by the calendar of UTC, `YYYY-MM-DD`. */
  readonly today: () => string;
  /** The standard input, as it comes. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Replaces one line that says how far a long run has come; absent where nobody is watching a terminal. */
  readonly progress?: (line: string) => void;
  /** Asks for a line, of which undefined is none; absent where nobody sits at a terminal. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
