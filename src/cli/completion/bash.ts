import { allCommands, CommandNode, OptionNode } from '../command-tree';
import { quoted } from '../../report/shell-word';
import { ENVIRONMENTS, Offer, offerFor, RELEASES, SERVICES_IN_RELEASES } from './values';

/** For bash 3.2, which macOS has, and newer; it needs no bash-completion. */
export function bashCompletion(root: CommandNode): string {
  const fn = `_${root.name.replaceAll('-', '_')}`;
  const commands = allCommands(root);
  return `# Completions of ${root.name} for bash: source <(${root.name} completion bash)

${fn}_commands() {
  case $1 in
${arms(commands, ({ commands: children }) => children.map(({ name }) => name))}
  esac
}

${fn}_options() {
  case $1 in
${arms(commands, ({ options }) => options.flatMap(({ flags }) => flags))}
  esac
}

# How many words an option takes: none, one, or many, up to the next option.
${fn}_takes() {
  case $1 in
${takes(commands)}
    *) echo none ;;
  esac
}

${fn}_offer() {
  case $1 in
${offers(commands)}
  esac
}

${fn}_environments() {
  local word
  for word in ${ENVIRONMENTS}/*/; do
    word=\${word%/}
    [[ -d $word && \${word##*/} == "$1"* ]] && echo "\${word##*/}"
  done
}

${fn}_services() {
  awk ${quoted(SERVICES_IN_RELEASES)} ${RELEASES} 2>/dev/null | sort -u
}

${fn}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command='' option='' takes=none position=0 i word line
  # What stands at "=" is split there.
  [[ $cur == = ]] && cur=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = ]]; then
      continue
    elif [[ $word == -?* ]]; then
      option=$word
      takes=$(${fn}_takes "$command $word")
    elif [[ $takes != none ]]; then
      [[ $takes == one ]] && takes=none
    elif [[ " $(${fn}_commands "$command" | tr '\\n' ' ') " == *" $word "* ]]; then
      command=\${command:+$command }$word
    else
      position=$((position + 1))
    fi
  done

  local offer kind
  if [[ $takes != none && $cur != -* ]]; then
    offer=$(${fn}_offer "$command $option")
  elif [[ $cur == -* ]]; then
    offer="words $(${fn}_options "$command" | tr '\\n' ' ')"
  else
    offer="words $(${fn}_commands "$command" | tr '\\n' ' ')"
    [[ $offer == 'words ' ]] && offer=$(${fn}_offer "$command $position")
  fi

  kind=\${offer%% *}
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(
    case $kind in
      words) compgen -W "\${offer#words}" -- "$cur" ;;
      files) compgen -f -- "$cur" ;;
      folders) compgen -d -- "$cur" ;;
      environments) ${fn}_environments "$cur" ;;
      services) compgen -W "$(${fn}_services)" -- "$cur" ;;
      sides)
        ${fn}_environments "$cur"
        compgen -f -- "$cur"
        ;;
    esac
  )
  # So that a slash follows a folder, and what is not plain is quoted; bash 3.2 cannot.
  [[ $kind == files || $kind == folders || $kind == sides ]] && compopt -o filenames 2>/dev/null
  return 0
}

complete -F ${fn} ${root.name}
`;
}

function arms(commands: readonly CommandNode[], words: (command: CommandNode) => readonly string[]): string {
  const told = commands.map((command) => [command.path, words(command)] as const).filter(([, list]) => list.length > 0);
  return told.map(([path, list]) => `    ${quoted(path)}) printf '%s\\n' ${list.join(' ')} ;;`).join('\n');
}

/** Each option with the commands that it is of, `synth --env`. */
function optionsWithValue(commands: readonly CommandNode[]) {
  return commands.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) => (value === undefined ? [] : [{ path, flags, value }])),
  );
}

function takes(commands: readonly CommandNode[]): string {
  return optionsWithValue(commands)
    .map(({ path, flags, value }) => `    ${pattern(path, flags)}) echo ${value.isVariadic ? 'many' : 'one'} ;;`)
    .join('\n');
}

function offers(commands: readonly CommandNode[]): string {
  const ofOptions = optionsWithValue(commands).map(({ path, flags, value }) =>
    arm(pattern(path, flags), offerFor(value)),
  );
  const ofArguments = commands.flatMap(({ path, arguments: list }) =>
    list.map((argument, index) => {
      const position = quoted(`${path} ${index}`);
      return arm(argument.isVariadic ? `${quoted(`${path} `)}*` : position, offerFor(argument));
    }),
  );
  return [...ofOptions, ...ofArguments].filter((line) => line !== '').join('\n');
}

function pattern(path: string, flags: OptionNode['flags']): string {
  return flags.map((flag) => quoted(`${path} ${flag}`)).join(' | ');
}

function arm(pattern: string, offer: Offer): string {
  if (offer.kind === 'nothing') return `    ${pattern}) ;;`;
  return `    ${pattern}) echo ${offer.kind === 'words' ? quoted(`words ${offer.words.join(' ')}`) : offer.kind} ;;`;
}
