import { allCommands, CommandNode, OptionNode } from '../command-tree';
import { ENVIRONMENTS, Offer, offerFor, RELEASES, SERVICES_IN_RELEASES } from './values';

export function fishCompletion(root: CommandNode): string {
  const complete = `complete -c ${root.name}`;
  const lines = allCommands(root).flatMap((command) => {
    const condition = conditionOf(command);
    const here = `${complete} -n ${quoted(condition)}`;
    const variadic = command.options.filter(({ value }) => value?.isVariadic === true);
    // What may stand without its value is not asked for it, but for the next word.
    const optional = command.options.filter(
      ({ value }) => value !== undefined && !value.isVariadic && !value.isRequired,
    );
    // Among the values of an option that takes many, the arguments of the command are not asked for.
    const words =
      variadic.length === 0 ? here : `${complete} -n ${quoted(`${condition}; and not ${among(root, variadic)}`)}`;
    return [
      ...command.commands.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
      ...command.options.map(({ flags, description, value }) => {
        const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
        // A switch, or an option that may stand without its value, must not swallow the next word.
        const required = value?.isRequired === true ? ' -x' : '';
        return `${here} ${names.join(' ')}${required}${value === undefined ? '' : offered(offerFor(value), root)} -d ${quoted(description)}`;
      }),
      ...[...variadic, ...optional]
        .map((option) => ({ option, values: offered(offerFor(option.value!), root) }))
        .filter(({ values }) => values !== '')
        .map(({ option, values }) => `${complete} -n ${quoted(`${condition}; and ${among(root, [option])}`)}${values}`),
      ...command.arguments
        .map((argument) => offered(offerFor(argument), root))
        .filter((values) => values !== '')
        .map((values) => words + values),
    ];
  });
  return `# Completions of ${root.name} for fish: ${root.name} completion fish | source

# Whether what is typed may be one more value of one of these options: no other option follows it.
function ${amongFunction(root)}
  for word in (commandline -opc)[-1..1]
    if string match -q -- '-*' $word
      contains -- $word $argv
      return
    end
  end
  return 1
end

function ${servicesFunction(root)}
  set -l releases ${RELEASES}
  test (count $releases) -gt 0; and awk ${quoted(SERVICES_IN_RELEASES)} $releases 2>/dev/null | sort -u
end

${complete} -f
${[...new Set(lines)].join('\n')}
`;
}

function among(root: CommandNode, options: readonly OptionNode[]): string {
  return [amongFunction(root), ...options.flatMap(({ flags }) => flags)].join(' ');
}

function amongFunction(root: CommandNode): string {
  return `__${root.name.replaceAll('-', '_')}_among_values_of`;
}

function servicesFunction(root: CommandNode): string {
  return `__${root.name.replaceAll('-', '_')}_services`;
}

/** Where the command stands on the line and none of those below it. */
function conditionOf({ path, commands }: CommandNode): string {
  if (path === '') return '__fish_use_subcommand';
  const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map(({ name }) => name);
  const none = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.join(' ')}`];
  return [...seen, ...none].join('; and ');
}

function offered(offer: Offer, root: CommandNode): string {
  switch (offer.kind) {
    case 'words':
      return ` -a ${quoted(offer.words.join(' '))}`;
    case 'files':
      return ` -a ${quoted(FILES)}`;
    case 'folders':
      return ` -a ${quoted('(__fish_complete_directories (commandline -ct) "")')}`;
    case 'environments':
      return ` -a ${quoted(FOLDERS_OF_ENVIRONMENTS)}`;
    case 'sides':
      return ` -a ${quoted(`${FOLDERS_OF_ENVIRONMENTS} ${FILES}`)}`;
    case 'services':
      return ` -a ${quoted(`(${servicesFunction(root)})`)}`;
    case 'nothing':
      return '';
  }
}

const FILES = '(__fish_complete_path (commandline -ct))';
const FOLDERS_OF_ENVIRONMENTS = `(string replace -r '.*/(.*)/$' '$1' ${ENVIRONMENTS}/*/)`;

/** Between single quotes fish reads backslashes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
