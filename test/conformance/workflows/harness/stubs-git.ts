import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a commit writes; null removes. */
export type Files = Readonly<Record<string, string | null>>;

const SETTINGS = {
  'user.name': 'A person',
  'user.email': 'person@example.com',
  'commit.gpgsign': 'false',
  'merge.ff': 'false',
  'advice.detachedHead': 'false',
};

/** A repository as a forge has it, bare, and a clone of it in which the people of the tests work. */
export class Remote {
  private readonly folder = mkdtempSync(join(tmpdir(), 'remote-'));
  readonly url = `file://${this.folder}/bare`;
  private readonly clone = join(this.folder, 'clone');

  constructor(files: Files = { 'README.md': 'An example\n' }) {
    mkdirSync(this.clone);
    run(this.folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'bare');
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('remote', 'add', 'origin', this.url);
    this.commit('Begin', files);
  }

  /** Commits to the branch that is checked out, `main` at first, and pushes it. */
  commit(message: string, files: Files): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.clone, path);
      if (text === null) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    this.git('push', '--quiet', 'origin', 'HEAD');
    return this.head();
  }

  /** Commits to a branch of its own, and merges it with a merge commit. */
  merge(branch: string, commits: readonly (readonly [message: string, files: Files])[]): string {
    this.git('checkout', '--quiet', '-b', branch);
    for (const [message, files] of commits) this.commit(message, files);
    this.git('checkout', '--quiet', 'main');
    this.git('merge', '--quiet', '--no-ff', `--message=Merge ${branch}`, '--', branch);
    this.git('push', '--quiet', 'origin', 'main');
    return this.head();
  }

  /** Begins a branch at a commit, with one of its own. */
  branch(name: string, at: string, files: Files): string {
    this.git('checkout', '--quiet', '-b', name, at);
    const commit = this.commit(name, files);
    this.git('checkout', '--quiet', 'main');
    return commit;
  }

  /** Takes over what others pushed to `main`. */
  pull(): void {
    this.git('fetch', '--quiet', 'origin');
    this.git('reset', '--quiet', '--hard', 'origin/main');
  }

  head(): string {
    return this.git('rev-parse', 'HEAD');
  }

  /** Names of the branches that the forge has. */
  branches(): string[] {
    return this.bare('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads').split('\n');
  }

  file(branch: string, path: string): string {
    return this.bare('show', `${branch}:${path}`);
  }

  /** The message of the newest commit of a branch. */
  message(branch: string): string {
    return this.bare('log', '-1', '--format=%B', branch, '--');
  }

  /** Paths that a branch changes, seen from `main`. */
  changes(branch: string): string[] {
    return this.bare('diff', '--name-only', `main...${branch}`).split('\n');
  }

  /** As GitHub compares two commits: `ahead`, `behind`, `identical` or `diverged`; undefined for an unknown one. */
  compare(base: string, head: string): string | undefined {
    const isAncestor = (one: string, other: string): boolean =>
      this.succeeds('merge-base', '--is-ancestor', one, other);
    if (!this.succeeds('cat-file', '-e', base) || !this.succeeds('cat-file', '-e', head)) return undefined;
    if (isAncestor(base, head)) return isAncestor(head, base) ? 'identical' : 'ahead';
    return isAncestor(head, base) ? 'behind' : 'diverged';
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private git(...words: readonly string[]): string {
    return run(this.clone, ...words);
  }

  private bare(...words: readonly string[]): string {
    return run(join(this.folder, 'bare'), ...words);
  }

  private succeeds(...words: readonly string[]): boolean {
    try {
      this.bare(...words);
      return true;
    } catch {
      return false;
    }
  }
}

/** Runs git as somebody whose own settings have no say. */
export function run(folder: string, ...words: readonly string[]): string {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return execFileSync('git', [...settings, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    maxBuffer: 64 << 20,
  }).trimEnd();
}
