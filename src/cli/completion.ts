import { Argument, Command } from '@commander-js/extra-typings';
import { commandTree, withChoices } from './command-tree';
import { bashCompletion } from './completion/bash';
import { fishCompletion } from './completion/fish';
import { zshCompletion } from './completion/zsh';
import { ExitCode } from './exit-codes';
import { teaching } from './help';
import type { Io } from './io';
import { knownCodes } from './validate-codes';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export function completionCommand(io: Io, finish: (code: ExitCode) => void) {
  return new Command('completion')
    .description('Print what lets a shell complete commands, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText('after', HELP)
    .action((shell, _options, command) => {
      const code = [...knownCodes()].map((known) => known.code);
      io.stdout(SHELLS[shell](withChoices(commandTree(command.parent!), { code })));
      finish(ExitCode.Clean);
    });
}

const HELP = `${teaching({
  examples: [
    ['completion bash > ~/.local/share/bash-completion/completions/istio-gitops', 'bash-completion finds it there'],
    ['completion zsh > "${fpath[1]}/_istio-gitops"', 'zsh, before compinit runs'],
    ['completion fish > ~/.config/fish/completions/istio-gitops.fish', 'fish'],
  ],
})}

Environments that it offers are those in deploy/overlays, as synth wrote them, services those of environments/*.releases.yaml.`;
