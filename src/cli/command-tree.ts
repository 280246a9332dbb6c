import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** A command as data: what completions have to know of it. */
export interface CommandNode {
  /** The words after the name of the program: `rollout start`; `''` is the program itself. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
}

export interface OptionNode {
  /** `-h` and `--help`, in this order. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Absent for a switch. */
  readonly value?: ArgumentNode;
}

export interface ArgumentNode {
  /** What help calls it: the `file` of `--output <file>`. */
  readonly name: string;
  readonly isVariadic: boolean;
  readonly isRequired: boolean;
  /** All that it may be; absent where that depends on the project. */
  readonly choices?: readonly string[];
}

/** What there is of a command and of those below it, as help shows them. */
export function commandTree(command: CommandUnknownOpts, path = ''): CommandNode {
  const help = command.createHelp();
  return {
    path,
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map((option) => {
      const flags = [option.short, option.long].filter((flag) => flag !== undefined);
      const [, name] = /[<[]([^>\].]+)(?:\.\.\.)?[>\]]$/.exec(option.flags) ?? [];
      if (name === undefined) return { flags, description: option.description };
      const { variadic: isVariadic, required: isRequired, argChoices: choices } = option;
      return {
        flags,
        description: option.description,
        value: { name, isVariadic, isRequired, ...(choices !== undefined && { choices }) },
      };
    }),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      isVariadic: argument.variadic,
      isRequired: argument.required,
      ...(argument.argChoices !== undefined && { choices: argument.argChoices }),
    })),
    commands: help.visibleCommands(command).map((child) => commandTree(child, `${path} ${child.name()}`.trim())),
  };
}

/** The same with the values of what depends on no project, by what help calls them. */
export function withChoices(node: CommandNode, choices: Readonly<Record<string, readonly string[]>>): CommandNode {
  const filled = (value: ArgumentNode): ArgumentNode => {
    const words = value.choices ?? choices[value.name];
    return words === undefined ? value : { ...value, choices: words };
  };
  return {
    ...node,
    options: node.options.map((option) => {
      return option.value === undefined ? option : { ...option, value: filled(option.value) };
    }),
    arguments: node.arguments.map(filled),
    commands: node.commands.map((command) => withChoices(command, choices)),
  };
}

/** A command and all below it, parents first. */
export function allCommands(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allCommands)];
}
