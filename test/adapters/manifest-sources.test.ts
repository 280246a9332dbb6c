import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { manifestSetsOfFolder, manifestSetsOfPath, manifestSetsOfTexts } from '../../src/adapters/manifest-sources';
import type { ManifestSets } from '../../src/read/manifest-sets';
import { decodeText } from '../../src/read/text-file';
import { temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();

function object(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
}

function folderWith(texts: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  for (const [path, text] of Object.entries(texts)) writeTo(folder, path, text);
  return folder;
}

function names({ sets }: ManifestSets): Record<string, string[]> {
  return Object.fromEntries([...sets].map(([name, set]) => [name, set.manifests.map(({ identity }) => identity.name)]));
}

function problems(folder: string, sets: ManifestSets): string[] {
  return sets.problems.map(
    ({ code, location }) => `${location.file.slice(folder.length + 1)}:${location.line} ${code}`,
  );
}

test('a folder is read, but for what is hidden and for packages', () => {
  const folder = folderWith({
    'a.yaml': object('a'),
    'sub/b.yml': object('b'),
    'sub/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
    '.github/workflows/ci.yaml': 'kind: x',
    '.istio-gitops/x.yaml': 'kind: x',
    '.yamllint.yaml': 'kind: x',
    'node_modules/x/a.yaml': 'kind: x',
    'readme.md': 'kind: x',
  });
  const read = manifestSetsOfFolder(folder);
  expect(names(read)).toEqual({ '': ['a', 'b', 'c'] });
  expect(read.problems).toEqual([]);
  expect(read.sets.get('')!.manifests[0]!.origin.locate!()).toEqual({
    file: join(folder, 'a.yaml'),
    line: 1,
    column: 1,
  });
});

test('the sample is the sets that its controllers apply', () => {
  const { sets, problems: found, skipped } = manifestSetsOfFolder(join(__dirname, '../../deploy'));
  expect([...sets.keys()]).toEqual(
    expect.arrayContaining(['argocd', 'overlays/development', 'overlays/production', 'overlays/staging']),
  );
  expect([...sets.keys()].filter((name) => name === '' || name.includes('applications'))).toEqual([]);
  expect(found).toEqual([]);
  expect(skipped.map(({ reason }) => reason).filter((reason) => reason !== 'no manifest')).toEqual([]);
});

test('kustomizations reach folders beside the one that is read', () => {
  const folder = folderWith({
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': object('a'),
    'overlays/one/kustomization.yaml': 'resources: [../../base]\nnamePrefix: p-\n',
  });
  expect(names(manifestSetsOfFolder(join(folder, 'overlays/one')))).toEqual({ '': ['p-a'] });
  expect(names(manifestSetsOfPath(join(folder, 'overlays/one/kustomization.yaml')))).toEqual({ '': ['p-a'] });
});

describe('a path', () => {
  test('of a file is one set', () => {
    const folder = folderWith({ 'a.yaml': `${object('a')}---\nvalues: 1\n` });
    const read = manifestSetsOfPath(join(folder, 'a.yaml'));
    expect(names(read)).toEqual({ '': ['a'] });
    expect(problems(folder, read)).toEqual(['a.yaml:6 NOT_AN_OBJECT']);
  });

  test.each([manifestSetsOfPath, manifestSetsOfFolder])('of nothing is an error', (read) => {
    expect(() => read('/nowhere/at/all')).toThrow(/^\/nowhere\/at\/all does not exist: name a folder/);
  });
});

test('texts are one set together, and what cannot be decoded is told', () => {
  const decoded = ['a', 'b'].map((name) => decodeText(name, Buffer.from(object(name))));
  const read = manifestSetsOfTexts([...decoded, decodeText('c', Buffer.from([0]))]);
  expect(names(read)).toEqual({ '': ['a', 'b'] });
  expect(read.problems).toMatchObject([{ code: 'BINARY_FILE', location: { file: 'c' } }]);
});

test('the texts that sets were read from are kept, once each, and no others', () => {
  const folder = folderWith({
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': object('a'),
    'one/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
    'one/patch.yaml': object('a'),
    'two/kustomization.yaml': 'resources: [../base]\nvars: []\n',
    'two/b.yaml': object('b'),
    'values.yaml': 'replicas: 1\n',
    'chart/Chart.yaml': 'name: chart\n',
  });
  const files = manifestSetsOfFolder(folder).texts.map(({ path }) => path.slice(folder.length + 1));
  expect(files.sort()).toEqual([
    'base/a.yaml',
    'base/kustomization.yaml',
    'one/kustomization.yaml',
    'one/patch.yaml',
    'two/b.yaml',
    'two/kustomization.yaml',
  ]);
});

describe('links', () => {
  test('are followed in the folder, and told where they leave it', () => {
    const outside = folderWith({ 'secret.yaml': object('secret') });
    const folder = folderWith({ 'real/a.yaml': object('a'), 'o/kustomization.yaml': 'resources: [a.yaml, linked]\n' });
    mkdirSync(join(folder, 'o/real'));
    writeTo(folder, 'real/linked/kustomization.yaml', 'resources: [b.yaml]\n');
    writeTo(folder, 'real/linked/b.yaml', object('b'));
    symlinkSync('../real/a.yaml', join(folder, 'o/a.yaml'));
    symlinkSync('../real/linked', join(folder, 'o/linked'));
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'out.yaml'));
    symlinkSync(outside, join(folder, 'out'));
    symlinkSync('nothing.yaml', join(folder, 'broken.yaml'));
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    const read = manifestSetsOfFolder(folder);
    expect(names(read)).toMatchObject({ o: ['a', 'b'] });
    expect(problems(folder, read)).toEqual([
      'broken.yaml:1 BROKEN_LINK',
      'loop.yaml:1 BROKEN_LINK',
      'out.yaml:1 LINK_OUTSIDE',
    ]);
    expect(read.problems[2]!.message).toContain(`to ${join(outside, 'secret.yaml')}: replace it by what it points to`);
  });

  test('that a kustomization names must stay in the folder, too', () => {
    const outside = folderWith({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': object('a') });
    const folder = folderWith({ 'o/kustomization.yaml': 'resources:\n  - base\n' });
    symlinkSync(outside, join(folder, 'o/base'));
    expect(problems(folder, manifestSetsOfFolder(folder))).toEqual(['o/base:1 LINK_OUTSIDE']);
  });
});

test('what is no file, or too large, or must not be read is told, and the rest is read', () => {
  const folder = folderWith({
    'a.yaml': object('a'),
    'large.yaml': '',
    'closed.yaml': object('b'),
    'folder/c.yaml': object('c'),
  });
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  truncateSync(join(folder, 'large.yaml'), 100 * 1024 * 1024);
  chmodSync(join(folder, 'closed.yaml'), 0);
  chmodSync(join(folder, 'folder'), 0);
  const read = manifestSetsOfFolder(folder);
  chmodSync(join(folder, 'folder'), 0o700);
  // Nothing is closed to root.
  const closed = process.getuid?.() === 0 ? [] : ['closed.yaml:1 UNREADABLE', 'folder:1 UNREADABLE'];
  expect(problems(folder, read)).toEqual([...closed, 'large.yaml:1 FILE_TOO_LARGE', 'pipe.yaml:1 NOT_A_FILE']);
  expect(names(read)['']).toContain('a');
});

describe('a kustomization that is not built here', () => {
  const texts = { 'o/kustomization.yaml': 'resources: [a.yaml]\nvars: []\n', 'o/a.yaml': object('a') };
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  function withPrograms(programs: Readonly<Record<string, string>>, others = ''): void {
    const bin = newFolder();
    for (const [name, script] of Object.entries(programs))
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}`, { mode: 0o755 });
    process.env.PATH = [bin, others].join(delimiter);
  }

  test.each(['kustomize', 'kubectl'])('is built by %s', (program) => {
    const folder = folderWith(texts);
    withPrograms({
      [program]: `[ "$2" = "${join(folder, 'o')}" ] && printf '${object('built').replaceAll('\n', '\\n')}'`,
    });
    const read = manifestSetsOfFolder(folder);
    expect(read.problems).toEqual([]);
    expect(names(read)).toEqual({ o: ['built'] });
    expect(read.sets.get('o')!.manifests[0]!.origin.locate!()).toMatchObject({
      file: join(folder, 'o/kustomization.yaml'),
      line: 2,
    });
  });

  test('is a problem without a program', () => {
    const folder = folderWith(texts);
    withPrograms({});
    expect(problems(folder, manifestSetsOfFolder(folder))).toEqual(['o/kustomization.yaml:2 NEEDS_KUSTOMIZE']);
  });

  test('is a problem that names what the program says', () => {
    const folder = folderWith(texts);
    withPrograms({ kustomize: 'echo "# Warning: old" >&2; echo "Error: no such thing" >&2; exit 1' });
    expect(manifestSetsOfFolder(folder).problems).toMatchObject([
      { code: 'KUSTOMIZE_FAILED', message: 'kustomize build fails: Error: no such thing; mend what it names' },
    ]);
  });
});
