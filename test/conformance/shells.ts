import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from './programs';

/** What a shell offers at the end of a line, sorted, without descriptions. */
export type Complete = (script: string, line: string, folder: string) => readonly string[];

export const SHELLS = {
  bash: (script, line, folder) => {
    // As bash splits a line into COMP_WORDS.
    const words = line.split(/ |(?==)|(?<==)/);
    const values = words.map((word) => `'${word}'`).join(' ');
    return offered('bash', folder, [
      '--norc',
      '-c',
      `source ${script}; COMP_WORDS=(${values}); COMP_CWORD=${words.length - 1}; _istio_gitops; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ]);
  },

  fish: (script, line, folder) => offered('fish', folder, ['-c', `source ${script}; complete -C '${line}'`]),

  /** It completes in its line editor only, so that it gets a terminal, and what it offers is caught on its way there. */
  zsh: (script, line, folder) => {
    writeFileSync(join(folder, '.zshrc'), zshrc(script));
    const told = run('zsh', folder, ['-f', '-c', ZSH_IN_TERMINAL], { LINE: line, ZSH_PROGRAM: programPath('zsh') });
    return unique([...told.matchAll(/HIT (.*?)[\r\n]/g)].map(([, hit]) => hit!));
  },
} as const satisfies Readonly<Record<string, Complete>>;

function zshrc(script: string): string {
  return `PROMPT=
autoload -U compinit && compinit -u -D
source ${script}
compadd() {
  # With these it answers its caller, not the user.
  [[ " $* " == *' -'[OAD]' '* ]] && { builtin compadd "$@"; return }
  local -a hits
  builtin compadd -A hits "$@"
  (( $#hits )) && print -rl -- $'\\n'"HIT "\${^hits}
  builtin compadd "$@"
}
zle -C offer complete-word _main_complete
tell() { zle offer; print -n '\\001END' }
zle -N tell
bindkey '^I' tell
print READY
`;
}

const ZSH_IN_TERMINAL = String.raw`
zmodload zsh/zpty
zpty shell "$ZSH_PROGRAM" -i
zpty -r shell output '*READY*'
zpty -w -n shell "$LINE"$'\t'
zpty -r shell output $'*\x01END*'
print -r -- "$output"
zpty -d shell
`;

function offered(shell: string, folder: string, args: readonly string[]): readonly string[] {
  const lines = run(shell, folder, args).split('\n');
  return unique(lines.map((line) => line.split('\t')[0]!.replace(/\/$/, '')));
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].filter((word) => word !== '').sort();
}

function run(shell: string, folder: string, args: readonly string[], environment = {}): string {
  return execFileSync(programPath(shell), args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    // Settings of whoever runs the tests are left out.
    env: { ...process.env, HOME: folder, ZDOTDIR: folder, TERM: 'dumb', ...environment },
    timeout: 30_000,
  });
}
