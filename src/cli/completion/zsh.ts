import { allCommands, ArgumentNode, CommandNode, OptionNode } from '../command-tree';
import { quoted } from '../../report/shell-word';
import { ENVIRONMENTS, Offer, offerFor, RELEASES, SERVICES_IN_RELEASES } from './values';

export function zshCompletion(root: CommandNode): string {
  const fn = functionOf(root, '');
  return `#compdef ${root.name}
# Completions of ${root.name} for zsh: source <(${root.name} completion zsh), after compinit

${fn}_environments() {
  local -a environments
  environments=(${ENVIRONMENTS}/*(/N:t))
  compadd -a environments
}

${fn}_services() {
  local -a releases services
  releases=(${RELEASES}(N))
  (( $#releases )) || return 1
  services=(\${(fu)"$(awk ${quoted(SERVICES_IN_RELEASES)} $releases 2>/dev/null)"})
  compadd -a services
}

${fn}_sides() {
  ${fn}_environments
  _files
}

# The words up to the cursor, with "--env a b" as "--env a --env b" for the options that are named.
# Its caller sets words, of which zsh forgets what a function made when it ends.
${functionOf(root, 'repeat')}() {
  local option='' word
  local -i values=0
  for word in "\${(@)words[1,CURRENT]}"; do
    if [[ $word == -* ]]; then
      option=$word values=0
    elif (( \${@[(Ie)$option]} && values++ )); then
      before+=($option)
    fi
    before+=("$word")
  done
}

${allCommands(root)
  .map((command) => commandFunction(root, command))
  .join('\n')}
# Read by autoload, the file is the function; sourced, it names it.
if [[ $funcstack[1] == ${fn} ]]; then
  ${fn} "$@"
else
  compdef ${fn} ${root.name}
fi
`;
}

function functionOf(root: CommandNode, path: string): string {
  return `_${[root.name, ...path.split(' ')].filter((word) => word !== '').join('_')}`.replaceAll('-', '_');
}

function commandFunction(root: CommandNode, command: CommandNode): string {
  const fn = functionOf(root, command.path);
  const specs = command.options.map((option) => optionSpec(option, root));
  if (command.commands.length === 0) {
    const words = command.arguments.map((argument) => argumentSpec(argument, root));
    return `${fn}() {
${repeating(command, root)}  _arguments -S \\
    ${[...specs, ...words].join(' \\\n    ')}
}
`;
  }
  const children = command.commands.map(({ name, description }) => quoted(`${name}:${description}`));
  return `${fn}() {
  local curcontext=$curcontext state line
  local -a commands
  commands=(
    ${children.join('\n    ')}
  )
  _arguments -C -S \\
    ${[...specs, "'1: :->command'", "'*:: :->words'"].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    words)
      case $line[1] in
${command.commands.map(({ name, path }) => `        ${name}) ${functionOf(root, path)} ;;`).join('\n')}
      esac
      ;;
  esac
}
`;
}

/** What makes of each further value of an option that takes many one more option, for `_arguments` knows no such lists. */
function repeating({ options }: CommandNode, root: CommandNode): string {
  const variadic = options.flatMap(({ flags, value }) => (value?.isVariadic === true ? flags : []));
  if (variadic.length === 0) return '';
  return `  local -a before
  ${functionOf(root, 'repeat')} ${variadic.join(' ')}
  words=("\${(@)before}" "\${(@)words[CURRENT+1,-1]}")
  CURRENT=$#before
`;
}

function optionSpec({ flags, description, value }: OptionNode, root: CommandNode): string {
  const told = `[${escaped(description)}]`;
  const argument =
    value === undefined
      ? ''
      : `${value.isRequired ? ':' : '::'}${escaped(value.name)}:${action(offerFor(value), root)}`;
  const repeats = value === undefined ? '' : '*';
  if (flags.length === 1) {
    return quoted(`${repeats}${flags[0]!}${value === undefined ? '' : '='}${told}${argument}`);
  }
  return `${quoted(`(${flags.join(' ')})`)}{${flags.join(',')}}${quoted(`${told}${argument}`)}`;
}

function argumentSpec(argument: ArgumentNode, root: CommandNode): string {
  const place = argument.isVariadic ? '*' : argument.isRequired ? '' : ':';
  return quoted(`${place}:${escaped(argument.name)}:${action(offerFor(argument), root)}`);
}

function action(offer: Offer, root: CommandNode): string {
  switch (offer.kind) {
    case 'words':
      return `(${offer.words.join(' ')})`;
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'environments':
    case 'services':
    case 'sides':
      return `${functionOf(root, '')}_${offer.kind}`;
    case 'nothing':
      return ' ';
  }
}

/** What `_arguments` would read as its own. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}
