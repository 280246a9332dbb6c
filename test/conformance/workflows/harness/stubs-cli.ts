import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GitHub } from './stubs-github';

const ROOT = resolve(__dirname, '../../../..');

/** What the command line says and does, in place of the real one. */
export interface Saying {
  /** What `rollout` and `promote` say of traffic. */
  readonly traffic: string;
  /** @default '' */
  readonly stderr?: string;
  /** @default 0 */
  readonly status?: number;
  /** What the release state becomes; undefined leaves it as it is. */
  readonly releases?: string;
  /** What `diff` says. */
  readonly diff: string;
}

/** Stands in for `npx --no-install istio-gitops`, and remembers with what arguments it was called. */
export class CommandLine {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cli-'));
  private readonly record = join(this.folder, 'record');

  constructor(github: GitHub, { traffic, stderr = '', status = 0, releases, diff }: Saying) {
    const files = { traffic, stderr, diff, ...(releases !== undefined && { releases }) };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
    github.program(
      'npx',
      `
[[ "$1 $2" == '--no-install istio-gitops' ]] || exit 64
shift 2
{ printf '%s\\037' "$@"; printf '\\036'; } >>'${this.record}'
case $1 in
  synth)
    mkdir -p "$3/overlays"
    cat environments/*.yaml >"$3/overlays/all.yaml" ;;
  diff) cat '${this.folder}/diff' ;;
  *)
    cat '${this.folder}/traffic'
    cat '${this.folder}/stderr' >&2
    if [[ -f '${this.folder}/releases' ]]; then cat '${this.folder}/releases' >environments/production.releases.yaml; fi
    exit ${status} ;;
esac`,
    );
  }

  /** The arguments of each call. */
  get calls(): string[][] {
    if (!existsSync(this.record)) return [];
    const calls = readFileSync(this.record, 'utf8').split('\x1e').slice(0, -1);
    return calls.map((call) => call.split('\x1f').slice(0, -1));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * The command line of this checkout as `npx --no-install istio-gitops`. Its packages stand above the workspace, outside of
 * what scripts commit, because what is kept of the sources for the next start is kept beside packages.
 */
export function installRealCommandLine(github: GitHub): void {
  const jiti = join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs');
  github.program(
    'npx',
    `
[[ "$1 $2" == '--no-install istio-gitops' ]] || exit 64
ln --symbolic --no-dereference --force '${join(ROOT, 'node_modules')}' "$GITHUB_WORKSPACE/../node_modules"
exec '${process.execPath}' '${jiti}' '${join(ROOT, 'src/cli/bin.ts')}' "\${@:3}"`,
  );
}

/** A project whose `istio-gitops` is this checkout. */
export const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    paths: { 'istio-gitops': [join(ROOT, 'src/index.ts')] },
  },
});
