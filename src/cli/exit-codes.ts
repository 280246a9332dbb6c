/** What the exit status of every command says. */
export enum ExitCode {
  Clean = 0,
  /** Findings; for `synth --check` and `diff --exit-code`, differences. */
  Findings = 1,
  /** Wrong usage: an unknown flag, environment or file name on the command line. */
  Usage = 2,
  /** The world failed: a file, a tool, a cluster. */
  World = 3,
  /** A bug of ours. */
  Bug = 70,
}
