import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { didYouMean } from '../model/suggest';
import { UsageError } from './usage-error';

export interface Teaching {
  /** Command lines without the name of the program, each with what it is for. */
  readonly examples: readonly (readonly [line: string, why: string])[];
  /** What exit status 1 says of this command; absent where it never exits so. */
  readonly one?: string;
}

/** What follows the options in the help of a command: how it is used, and how it ends. */
export function teaching({ examples, one }: Teaching): string {
  const lines = examples.map(([line, why]) => [`istio-gitops ${line}`, why] as const);
  const width = Math.max(...lines.map(([line]) => line.length));
  const shown = lines.map(([line, why]) => `  ${why === '' ? line : `${line.padEnd(width)}   ${why}`}`);
  const statuses = ['0 clean', ...(one === undefined ? [] : [`1 ${one}`]), '2 wrong usage', '3 the world failed'];
  return `
${examples.length === 1 ? 'Example' : 'Examples'}:
${shown.join('\n')}

Exit status:
${statuses.map((status) => `  ${status}`).join('\n')}`;
}

/** What follows the commands in the help of the program. */
export const EXIT_STATUSES = `
Exit status:
  0   clean
  1   findings; for --check and --exit-code: differences; for diff: deletions that are not allowed
  2   wrong usage
  3   the world failed: a file, a tool, a cluster
  70  a bug of istio-gitops`;

/**
 * Of a command that there is not, commander would print the help of all others.
 *
 * @param argv `help rollot`, or `rollout help strat`
 * @throws UsageError when there is no such command
 */
export function refuseUnknownTopic(program: CommandUnknownOpts, argv: readonly string[]): void {
  let command = program;
  for (const [i, word] of argv.entries()) {
    const names = command.commands.map((child) => child.name());
    const topic = argv[i + 1];
    if (word === 'help' && names.length > 0 && topic !== undefined && !/^(-|help$)/.test(topic)) {
      if (names.includes(topic)) return;
      throw new UsageError(`there is no command "${topic}"${didYouMean(topic, names)}`);
    }
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) return;
    command = next;
  }
}
