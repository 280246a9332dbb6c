import { allCommands, CommandNode } from '../command-tree';
import { ENVIRONMENTS, Offer, offerFor } from './values';

export function fishCompletion(root: CommandNode): string {
  const complete = `complete -c ${root.name}`;
  const lines = allCommands(root).flatMap((command) => {
    const here = `${complete} -n ${quoted(conditionOf(command))}`;
    return [
      ...command.commands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
      ...command.options.map(({ flags, description, value }) => {
        const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
        // A switch, or an option that may stand without its value, must not swallow the next word.
        const required = value?.isRequired === true ? ' -x' : '';
        return `${here} ${names.join(' ')}${required}${value === undefined ? '' : offered(offerFor(value))} -d ${quoted(description)}`;
      }),
      ...command.arguments
        .map((argument) => offered(offerFor(argument)))
        .filter((words) => words !== '')
        .map((words) => here + words),
    ];
  });
  return `# Completions of ${root.name} for fish: ${root.name} completion fish | source

${complete} -f
${[...new Set(lines)].join('\n')}
`;
}

/** Where the command stands on the line and none of those below it. */
function conditionOf({ path, commands }: CommandNode): string {
  if (path === '') return '__fish_use_subcommand';
  const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map(({ name }) => name);
  const none = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.join(' ')}`];
  return [...seen, ...none].join('; and ');
}

function offered(offer: Offer): string {
  switch (offer.kind) {
    case 'words':
      return ` -a ${quoted(offer.words.join(' '))}`;
    case 'files':
      return ` -a ${quoted('(__fish_complete_path (commandline -ct))')}`;
    case 'folders':
      return ` -a ${quoted('(__fish_complete_directories (commandline -ct) "")')}`;
    case 'environments':
      return ` -a ${quoted(`(string replace -r '.*/(.*)/$' '$1' ${ENVIRONMENTS}/*/)`)}`;
    case 'nothing':
      return '';
  }
}

/** Between single quotes fish reads backslashes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
