import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { GitRepository } from '../../src/adapters/git';
import { GitRevision } from '../../src/adapters/git-revision';
import { manifestSetsOfFolder, manifestSetsOfRevision } from '../../src/adapters/manifest-sources';
import type { ManifestSets } from '../../src/read/manifest-sets';
import { filesIn, temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();

function object(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
}

function git(folder: string, ...words: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...identity, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function repositoryWith(texts: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder, texts);
  return folder;
}

function commit(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) writeTo(folder, path, text);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'x');
}

function names({ sets }: ManifestSets): Record<string, string[]> {
  return Object.fromEntries([...sets].map(([name, set]) => [name, set.manifests.map(({ identity }) => identity.name)]));
}

const TREE = {
  'base/kustomization.yaml': 'resources: [a.yaml]\n',
  'base/a.yaml': object('a'),
  'deploy/o/kustomization.yaml':
    'resources: [../../base, b.yaml]\nconfigMapGenerator: [{ name: c, files: [data.txt], options: { disableNameSuffixHash: true } }]\n',
  'deploy/o/b.yaml': object('b'),
  'deploy/o/data.txt': 'text\n',
  'other.yaml': object('other'),
};

test('a revision is read as its folder is, whatever the work tree and the index have become', () => {
  const folder = repositoryWith(TREE);
  const before = manifestSetsOfFolder(join(folder, 'deploy'));
  commit(folder, { 'deploy/o/b.yaml': object('changed') });
  rmSync(join(folder, 'base'), { recursive: true });
  writeTo(folder, 'deploy/o/new.yaml', object('new'));
  git(folder, 'add', 'deploy');
  const [files, index] = [filesIn(folder), readFileSync(join(folder, '.git/index'))];

  const read = manifestSetsOfRevision(folder, 'HEAD~1', 'deploy');
  expect(names(read)).toEqual({ o: ['a', 'b', 'c'] });
  expect(read.sets.get('o')!.manifests.map(({ object: content }) => content)).toEqual(
    before.sets.get('o')!.manifests.map(({ object: content }) => content),
  );
  expect(read.sets.get('o')!.manifests[1]!.origin.locate!()).toEqual({
    file: 'HEAD~1:deploy/o/b.yaml',
    line: 1,
    column: 1,
  });
  expect(names(manifestSetsOfRevision(folder, 'main', ''))).toEqual({
    '': ['other'],
    'deploy/o': ['a', 'c', 'changed'],
  });

  expect(filesIn(folder)).toEqual(files);
  expect(readFileSync(join(folder, '.git/index'))).toEqual(index);
});

test('a branch, a tag, a commit, a folder of the repository and a bare repository will do', () => {
  const folder = repositoryWith(TREE);
  git(folder, 'tag', '-a', 'v1', '-m', 'x');
  git(folder, 'branch', 'feature/x');
  const bare = newFolder();
  git(bare, 'clone', '-q', '--bare', folder, 'bare.git');
  const revisions = [
    'main',
    'v1',
    'feature/x',
    git(folder, 'rev-parse', 'HEAD'),
    git(folder, 'rev-parse', '--short', 'HEAD'),
  ];
  for (const revision of revisions)
    expect(names(manifestSetsOfRevision(folder, revision, 'base'))).toEqual({ '': ['a'] });
  expect(names(manifestSetsOfRevision(join(folder, 'deploy'), 'main', 'base'))).toEqual({ '': ['a'] });
  expect(names(manifestSetsOfRevision(join(bare, 'bare.git'), 'main', './base/'))).toEqual({ '': ['a'] });
  expect(names(manifestSetsOfRevision(folder, 'main', 'base/a.yaml'))).toEqual({ '': ['a'] });
});

test('paths with any characters are read', () => {
  const name = 'd "é\t\\/a b.yaml';
  const folder = repositoryWith({ [name]: object('a') });
  expect(names(manifestSetsOfRevision(folder, 'HEAD', ''))).toEqual({ '': ['a'] });
});

describe('an error says what to do', () => {
  test.each([
    ['--output=x', '"--output=x" is no name of a revision: name a branch, a tag or a commit'],
    ['-h', '"-h" is no name of a revision: name a branch, a tag or a commit'],
    ['', '"" is no name of a revision: name a branch, a tag or a commit'],
    ['a\nb', '"a\\nb" is no name of a revision: name a branch, a tag or a commit'],
    ['$(touch hacked)', 'has no revision $(touch hacked): correct the name, or run `git fetch` first'],
    ['no such', 'has no revision no such: correct the name, or run `git fetch` first'],
    ['HEAD~9', 'has no revision HEAD~9: correct the name, or run `git fetch` first'],
    ['main..main', 'has no revision main..main: correct the name, or run `git fetch` first'],
  ])('of the revision %j', (revision, message) => {
    const folder = repositoryWith(TREE);
    expect(() => manifestSetsOfRevision(folder, revision, 'deploy')).toThrow(message);
    expect(Object.keys(filesIn(folder))).not.toContain('hacked');
  });

  test('of a path that the revision lacks', () => {
    const folder = repositoryWith(TREE);
    expect(() => manifestSetsOfRevision(folder, 'HEAD', 'deploi')).toThrow(
      `there is no deploi in the revision HEAD of ${folder}: correct the path, which is from the root of the repository`,
    );
  });

  test('of a folder that is no repository', () => {
    expect(() => manifestSetsOfRevision(newFolder(), 'HEAD', '')).toThrow(
      / is no Git repository: run in one, or name a folder/,
    );
  });

  test('of a shallow clone that lacks the revision', () => {
    const folder = repositoryWith(TREE);
    commit(folder, { 'x.yaml': object('x') });
    const clone = newFolder();
    git(clone, 'clone', '-q', '--depth', '1', `file://${folder}`, 'clone');
    expect(() => manifestSetsOfRevision(join(clone, 'clone'), 'HEAD~1', '')).toThrow(
      'the clone is shallow: run `git fetch --unshallow`, or check out with the whole history (fetch-depth: 0)',
    );
  });
});

test('links are followed in the revision; links out of it, submodules and pointers of LFS are told', () => {
  const folder = repositoryWith({ ...TREE, 'lfs.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' });
  const module = repositoryWith({ 'a.yaml': object('module') });
  symlinkSync('base', join(folder, 'linked'));
  symlinkSync('../../other.yaml', join(folder, 'deploy/o/linked.yaml'));
  symlinkSync('/etc/hostname', join(folder, 'out.yaml'));
  symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
  git(folder, 'submodule', '--quiet', 'add', module, 'module');
  commit(folder, {
    'deploy/o/kustomization.yaml': 'resources: [linked.yaml, ../../linked]\n',
    'deploy/p/kustomization.yaml': 'resources:\n  - ../../module\n',
  });
  const read = manifestSetsOfRevision(folder, 'HEAD', '');
  expect(names(read)['deploy/o']).toEqual(['a', 'other']);
  expect(read.problems.map(({ code, location }) => `${location.file} ${code}`)).toEqual([
    'HEAD:lfs.yaml LFS_POINTER',
    'HEAD:loop.yaml BROKEN_LINK',
    'HEAD:module SUBMODULE',
    'HEAD:out.yaml LINK_OUTSIDE',
  ]);
});

test('what the clone does not have is told, and not fetched', () => {
  const folder = repositoryWith(TREE);
  const object = git(folder, 'rev-parse', 'HEAD:other.yaml');
  unlinkSync(join(folder, '.git/objects', object.slice(0, 2), object.slice(2)));
  const read = manifestSetsOfRevision(folder, 'HEAD', '');
  expect(read.problems).toMatchObject([{ code: 'MISSING_OBJECT', location: { file: 'HEAD:other.yaml' } }]);
  expect(Object.keys(names(read))).toEqual(['deploy/o']);
});

test('git runs once for the names and once for the contents of a folder', () => {
  const repository = new GitRepository(repositoryWith(TREE));
  const read = jest.spyOn(repository, 'read');
  const revision = new GitRevision(repository, 'HEAD');
  const paths = revision.list('');
  for (const path of paths) expect(revision.read(path)).toBeInstanceOf(Uint8Array);
  expect(paths).toHaveLength(5);
  expect(read).toHaveBeenCalledTimes(1);
});
