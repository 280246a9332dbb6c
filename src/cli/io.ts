/** All that a command knows of the process it runs in. */
export interface Io {
  /** The answer goes here, and nothing else. */
  readonly stdout: (text: string) => void;
  /** Everything that is not the answer. */
  readonly stderr: (text: string) => void;
  /** Folder that relative paths are relative to. */
  readonly cwd: string;
  /** Whether colours may be used on stdout. */
  readonly colours: boolean;
  /** Milliseconds since some moment. */
  readonly clock: () => number;
}
