import { allCommands, CommandNode, commandTree } from '../../src/cli/command-tree';
import { programFor } from '../../src/cli/program';
import { capturedIo } from './captured-io';

/** All commands, parents first, but for those that print help. */
export function commands(): readonly CommandNode[] {
  const program = programFor(capturedIo('/'), () => undefined);
  return allCommands(commandTree(program)).filter(({ name }) => name !== 'help');
}
