import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileOperations, nodeFiles } from '../../src/adapters/files';
import { fillFolder } from '../../src/adapters/new-folder';

const CONTENTS = new Map([
  ['a.txt', 'a'],
  ['b/c.txt', 'c'],
  ['d.txt', 'd'],
]);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'istio-gitops-new-folder-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The file system until the operation of this number, which it refuses. */
function failingAt(number: number): { readonly files: FileOperations; readonly hasFailed: () => boolean } {
  let operations = 0;
  let hasFailed = false;
  const counted =
    <A extends unknown[]>(operation: (...args: A) => void) =>
    (...args: A) => {
      if (operations++ === number) {
        hasFailed = true;
        throw Object.assign(new Error('full'), { syscall: 'write', code: 'ENOSPC' });
      }
      operation(...args);
    };
  const { createFolders, writeFile, rename } = nodeFiles;
  const files = {
    ...nodeFiles,
    createFolders: counted(createFolders),
    writeFile: counted(writeFile),
    rename: counted(rename),
  };
  return { files, hasFailed: () => hasFailed };
}

test.each([
  { folder: 'that is not there', before: [] },
  { folder: 'that is empty', before: ['mesh'] },
])('a folder $folder gets all files or, wherever it fails, none', ({ before }) => {
  if (before.length > 0) mkdirSync(join(root, 'mesh'));
  for (let number = 0; ; number++) {
    const { files, hasFailed } = failingAt(number);
    try {
      fillFolder(join(root, 'mesh'), CONTENTS, files);
    } catch (error) {
      expect((error as Error).message).toContain('cannot write the project: no space is left');
    }
    if (!hasFailed()) break;
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  }
  expect(readdirSync(root, { recursive: true }).sort()).toEqual([
    'mesh',
    'mesh/a.txt',
    'mesh/b',
    'mesh/b/c.txt',
    'mesh/d.txt',
  ]);
});
