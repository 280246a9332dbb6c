import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { replaceText } from '../../src/adapters/replace-text';
import { doHalf, observedFiles } from './failing-files';
import { filesIn, temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();

function folderWithFile(): { readonly folder: string; readonly file: string } {
  const folder = newFolder();
  writeTo(folder, 'file', 'old');
  return { folder, file: join(folder, 'file') };
}

test('a file is replaced, and nothing is left beside it', () => {
  const { folder, file } = folderWithFile();
  replaceText(file, 'new');
  expect(filesIn(folder)).toEqual({ file: 'new' });
});

test('a link stays one, and the file behind it is replaced', () => {
  const { folder, file } = folderWithFile();
  const link = join(folder, 'link');
  symlinkSync('file', link);
  replaceText(link, 'new');
  expect(readlinkSync(link)).toBe('file');
  expect(filesIn(folder)).toMatchObject({ file: 'new' });
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test('what is open already, as /dev/stdout is, is written to and not replaced', () => {
  const { folder, file } = folderWithFile();
  const open = openSync(file, 'r+');
  replaceText(`/dev/fd/${open}`, 'new');
  expect(readFileSync(open, 'utf8')).toBe('new');
  closeSync(open);
  expect(filesIn(folder)).toEqual({ file: 'new' });
});

test('a folder that is not there is named', () => {
  const file = join(newFolder(), 'nowhere', 'file');
  expect(() => {
    replaceText(file, 'new');
  }).toThrow(`cannot write ${file}: there is no folder`);
});

test('what the file system refuses is told, and leaves the file and nothing beside it', () => {
  const folder = newFolder();
  writeTo(folder, 'file/in-the-way', '');
  expect(() => {
    replaceText(join(folder, 'file'), 'new');
  }).toThrow(`cannot write a file: ${join(folder, 'file')}`);
  expect(filesIn(folder)).toEqual({ 'file/in-the-way': '' });
});

test.each([
  ['between two operations', false],
  ['in the middle of one', true],
])('a process that is killed %s leaves the file old or new, and nothing that stays', (_, half) => {
  const found: string[] = [];
  for (let deadline = 0; deadline < 3; deadline++) {
    const { folder, file } = folderWithFile();
    // What a killed process leaves has the number of a process that runs no more.
    writeTo(folder, `file.${endedProcess()}.tmp`, 'half of what anoth');
    expect(() => {
      replaceText(file, 'new', killedAt(deadline, half));
    }).toThrow(Killed);
    const { file: text = '', ...beside } = filesIn(folder);
    found.push(`${text} and ${Object.values(beside).join() || 'nothing'}`);
    replaceText(file, 'newer');
    expect(filesIn(folder)).toEqual({ file: 'newer' });
  }
  expect(found).toEqual(
    half
      ? ['old and half of what anoth', 'old and # Gen', 'old and new']
      : ['old and half of what anoth', 'old and nothing', 'old and new'],
  );
});

test('files of others stay: of processes that run, and whatever is named otherwise', () => {
  const { folder, file } = folderWithFile();
  const others = { [`file.${process.ppid}.tmp`]: 'theirs', 'file.bak.tmp': '', 'file.1.txt': '', [`x.file.1.tmp`]: '' };
  for (const [name, text] of Object.entries(others)) writeTo(folder, name, text);
  replaceText(file, 'new');
  expect(filesIn(folder)).toEqual({ file: 'new', ...others });
});

class Killed extends Error {}

function killedAt(deadline: number, half: boolean) {
  return observedFiles((count, operation, path) => {
    if (count === deadline && half) doHalf(operation, path);
    if (count >= deadline) throw new Killed();
  });
}

function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
