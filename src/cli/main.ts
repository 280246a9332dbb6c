import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import { version } from '../adapters/package-info';
import { diffCommand } from './diff';
import { describeFailure } from './failure';
import { ExitCode } from './exit-codes';
import type { Io } from './io';
import { promoteCommand } from './promote';
import { rolloutCommand } from './rollout';
import { synthCommand } from './synth';
import { validateCommand } from './validate';

/**
 * Runs a command line and gives its exit status; never throws and never exits.
 *
 * @param argv the arguments after the name of the program
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let status = ExitCode.Clean;
  const program = new Command('istio-gitops')
    .description('Istio configuration from typed constructs to the YAML that Argo CD and Flux read from Git.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--debug', 'print stack traces')
    // `rollout start --version v2` is not about the program's own version.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help says more)')
    .exitOverride()
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHasColors: () => io.colours,
      getErrHasColors: () => io.colours,
    })
    .addHelpText('after', EXIT_CODES);
  const finish = (code: ExitCode): void => {
    status = code;
  };
  for (const make of [synthCommand, validateCommand, diffCommand, rolloutCommand, promoteCommand]) {
    const command = make(io, finish);
    for (const each of [command, ...command.commands]) {
      each.copyInheritedSettings(program).addOption(new Option('--debug').hideHelp());
    }
    program.addCommand(command);
  }

  try {
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

const EXIT_CODES = `
Exit status:
  0   clean
  1   findings; for --check and --exit-code: differences; for diff: deletions that are not allowed
  2   wrong usage
  3   the world failed: a file, a tool, a cluster
  70  a bug of istio-gitops`;
