import { spawnSync } from 'node:child_process';
import { WorldError } from './world-error';

/** A file, link or submodule of a revision. */
export interface GitEntry {
  readonly type: 'file' | 'link' | 'submodule';
  readonly object: string;
  /** In bytes. */
  readonly size: number;
}

/** A commit that a name stands for. */
export interface NamedCommit {
  readonly commit: string;
  /** Path of the folder that was asked in, from the root of the repository; `''` is the root. */
  readonly folder: string;
}

/** Of `git ls-tree` for a million files. */
const MOST_LISTING = 512 * 1024 * 1024;

/** Names that cannot be one of a revision, but an option, or something that ends a line of a message. */
// eslint-disable-next-line no-control-regex
const HOSTILE = /^-|[\u0000-\u001f\u007f]|^$/;

/** A repository, read by git's plumbing: neither its work tree nor its index is looked at, and nothing is fetched. */
export class GitRepository {
  /** @param folder in the repository, or that of a bare one */
  constructor(private readonly folder: string) {}

  /** The commit that a name stands for; undefined where it stands for none, or there is no repository. */
  commitNamed(name: string): NamedCommit | undefined {
    const commit = this.answer('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
    if (commit === undefined) return undefined;
    return { commit, folder: this.answer('rev-parse', '--show-prefix')?.replace(/\/$/, '') ?? '' };
  }

  /** Branches and tags; none where there is no repository. */
  names(): readonly string[] {
    const names = this.answer('for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes', 'refs/tags');
    return names === undefined || names === '' ? [] : names.split('\n');
  }

  /** Whether it has only some of its history. */
  isShallow(): boolean {
    return this.answer('rev-parse', '--is-shallow-repository') === 'true';
  }

  /**
   * All that a revision has, by path.
   *
   * @throws WorldError when there is no such repository or revision, with the command that fetches it
   */
  list(revision: string): Map<string, GitEntry> {
    if (HOSTILE.test(revision)) {
      throw new WorldError(`${JSON.stringify(revision)} is no name of a revision: name a branch, a tag or a commit`);
    }
    const commit = `${revision}^{tree}`;
    const { status, stdout, stderr } = this.run(['ls-tree', '-r', '-z', '-l', '--full-tree', commit], MOST_LISTING);
    if (status !== 0) throw this.refusal(revision, stderr);
    return new Map(stdout.toString('utf8').split('\0').slice(0, -1).map(entryIn));
  }

  /** The contents of objects; undefined for those that the repository lacks. */
  read(objects: readonly GitEntry[]): (Buffer | undefined)[] {
    const size = objects.reduce((sum, { size }) => sum + size + HEADER_LENGTH, HEADER_LENGTH);
    return this.contents(
      objects.map(({ object }) => object),
      size,
    );
  }

  /**
   * What a file was in the commits that lead to `HEAD`, as far as the clone has them, each content once, the newest
   * first; empty where no commit has it or there is no repository.
   *
   * @param name of a file in the folder
   */
  pastOf(name: string): readonly Buffer[] {
    const log = this.answer('log', ...RAW_LOG, '--', `:(literal)${name}`) ?? '';
    const objects = Array.from(log.matchAll(RAW_CHANGE), ([, object]) => object!);
    if (objects.length === 0) return [];
    return this.contents([...new Set(objects)], MOST_LISTING).filter((content) => content !== undefined);
  }

  /** @param most that Git may answer, in bytes */
  private contents(objects: readonly string[], most: number): (Buffer | undefined)[] {
    const { status, stdout, stderr } = this.run(
      ['cat-file', '--batch'],
      most,
      objects.map((object) => `${object}\n`).join(''),
    );
    if (status !== 0) throw new WorldError(`git cannot read ${this.folder}: ${stderr}`);
    let at = 0;
    return objects.map(() => {
      const end = stdout.indexOf('\n', at);
      const [, type, length] = stdout.toString('latin1', at, end).split(' ');
      at = end + 1;
      if (type === 'missing') return undefined;
      const content = stdout.subarray(at, at + Number(length));
      at += Number(length) + 1;
      return content;
    });
  }

  /** What Git says; undefined where it refuses. */
  private answer(...args: readonly string[]): string | undefined {
    const { status, stdout } = this.run(args, MOST_LISTING);
    return status === 0 ? stdout.toString('utf8').trimEnd() : undefined;
  }

  private run(
    args: readonly string[],
    most: number,
    input = '',
  ): { status: number | null; stdout: Buffer; stderr: string } {
    const { error, status, stdout, stderr } = spawnSync('git', ['-C', this.folder, ...args], {
      input,
      maxBuffer: most,
      // Messages are read, and a partial clone must not fetch.
      env: { ...process.env, LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' },
    });
    if (error === undefined) return { status, stdout, stderr: stderr.toString('utf8').trim() };
    const isMissing = 'code' in error && error.code === 'ENOENT';
    const why = isMissing ? 'there is no git on the PATH: install it' : error.message;
    throw new WorldError(`cannot run git in ${this.folder}: ${why}`, { cause: error });
  }

  private refusal(revision: string, stderr: string): WorldError {
    if (/not a git repository|cannot change to/.test(stderr)) {
      return new WorldError(`${this.folder} is no Git repository: run in one, or name a folder instead of a revision`);
    }
    if (!/Not a valid object name|not a tree object|bad revision|unknown revision/i.test(stderr)) {
      return new WorldError(`git cannot read ${revision} of ${this.folder}: ${stderr}`);
    }
    const fetch = this.isShallow()
      ? 'the clone is shallow: run `git fetch --unshallow`, or check out with the whole history (fetch-depth: 0)'
      : 'correct the name, or run `git fetch` first';
    return new WorldError(`${this.folder} has no revision ${revision}: ${fetch}`);
  }
}

/** What each commit makes of a file; a merge, what it brings to the branch that it is merged into. */
const RAW_LOG = ['--format=', '--raw', '--no-abbrev', '--no-renames', '--diff-merges=first-parent'];

/** `:<mode> <mode> <object before> <object after> <letter>` of `git log --raw`; what a commit removes has no object after. */
const RAW_CHANGE = /^:\d+ \d+ \w+ (\w+) [^D]/gm;

/** `<object> <type> <size>` and a line feed before each content, and one after it. */
const HEADER_LENGTH = 128;

const LINK = '120000';

function entryIn(line: string): [path: string, entry: GitEntry] {
  const tab = line.indexOf('\t');
  const [mode, type, object, size] = line.slice(0, tab).split(/ +/) as [string, string, string, string];
  const kind = type === 'commit' ? 'submodule' : mode === LINK ? 'link' : 'file';
  return [line.slice(tab + 1), { type: kind, object, size: kind === 'submodule' ? 0 : Number(size) }];
}
