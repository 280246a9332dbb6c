import { CommanderError } from '@commander-js/extra-typings';
import { ExitCode } from './exit-codes';
import { describeFailure } from './failure';
import { refuseUnknownTopic } from './help';
import type { Io } from './io';
import { programFor } from './program';

/**
 * Runs a command line and gives its exit status; never throws and never exits.
 *
 * @param argv the arguments after the name of the program
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let status = ExitCode.Clean;
  const program = programFor(io, (code) => {
    status = code;
  });
  try {
    refuseUnknownTopic(program, argv);
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed what is wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Clean : ExitCode.Usage;
    const { code, message } = describeFailure(error, { cwd: io.cwd, debug: argv.includes('--debug') });
    io.stderr(message);
    return code;
  }
}
