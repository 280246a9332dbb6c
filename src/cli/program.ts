import { Command, Option } from '@commander-js/extra-typings';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { version } from '../adapters/package-info';
import { completionCommand } from './completion';
import { diffCommand } from './diff';
import { doctorCommand } from './doctor';
import type { ExitCode } from './exit-codes';
import { EXIT_STATUSES } from './help';
import { initCommand } from './init';
import type { Io } from './io';
import { promoteCommand } from './promote';
import { rolloutCommand } from './rollout';
import { routeCommand } from './route';
import { synthCommand } from './synth';
import { testCommand } from './test';
import { validateCommand } from './validate';

type MakeCommand = (io: Io, finish: (code: ExitCode) => void) => CommandUnknownOpts;

/** The commands as help shows them: by what one wants to do. */
const COMMANDS: Readonly<Record<string, readonly MakeCommand[]>> = {
  'Author:': [synthCommand],
  'Check:': [validateCommand, routeCommand, testCommand],
  'Review and release:': [diffCommand, rolloutCommand, promoteCommand],
  'Set up:': [initCommand, doctorCommand, completionCommand],
};

/**
 * The command line with all of its commands.
 *
 * @param finish is told how the command that ran has ended
 */
export function programFor(io: Io, finish: (code: ExitCode) => void): CommandUnknownOpts {
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
      getOutHelpWidth: () => io.columns ?? 80,
      getErrHelpWidth: () => io.columns ?? 80,
    })
    .addHelpText('after', EXIT_STATUSES);
  for (const [group, makers] of Object.entries(COMMANDS)) {
    program.commandsGroup(group);
    for (const make of makers) {
      const command = make(io, finish);
      for (const each of [command, ...command.commands]) {
        each.copyInheritedSettings(program).addOption(new Option('--debug').hideHelp());
      }
      program.addCommand(command);
    }
  }
  // After the others, so that it stands in the last group.
  return program.helpCommand('help [command]', 'print the help of a command');
}
