import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceText } from '../../src/adapters/replace-text';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-text-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a file is replaced, and nothing is left beside it', () => {
  writeFileSync(join(folder, 'file'), 'old');
  replaceText(join(folder, 'file'), 'new');
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('what the file system refuses is told, and leaves the file and nothing beside it', () => {
  expect(() => {
    replaceText(join(folder, 'missing', 'file'), 'new');
  }).toThrow(`cannot write a file: ${join(folder, 'missing', 'file')}`);
  expect(readdirSync(folder)).toEqual([]);
});
