import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { GitRepository } from '../../src/adapters/git';
import { temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();

let folder: string;
beforeEach(() => {
  folder = newFolder();
});

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgSign=false'];
  execFileSync('git', [...identity, ...words], { cwd: folder, stdio: 'pipe' });
}

function commit(text: string): void {
  writeTo(folder, 'in/[a].yaml', text);
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message=x');
}

const past = (name = '[a].yaml'): string[] =>
  new GitRepository(join(folder, 'in')).pastOf(name).map((content) => content.toString('utf8'));

test('the past of a file is each content that commits gave it, the newest first', () => {
  git('init', '--quiet');
  for (const text of ['one', 'two', 'two', 'one', 'three']) commit(text);
  writeTo(folder, 'in/[a].yaml', 'not committed');
  expect(past()).toEqual(['three', 'one', 'two']);
  rmSync(join(folder, 'in/[a].yaml'));
  git('commit', '--quiet', '--all', '--message=x');
  expect(past()).toEqual(['three', 'one', 'two']);
});

test('a merge that is like neither of its sides is part of it', () => {
  const text = (top: string, bottom: string): string => `${top}\n${'x\n'.repeat(9)}${bottom}\n`;
  git('init', '--quiet', '--initial-branch=main');
  commit(text('', ''));
  git('checkout', '--quiet', '-b', 'side');
  commit(text('', 'b'));
  git('checkout', '--quiet', 'main');
  commit(text('a', ''));
  git('merge', '--quiet', '--message=x', 'side');
  const [newest, ...others] = past();
  expect(newest).toBe(text('a', 'b'));
  expect(others.sort()).toEqual([text('', ''), text('', 'b'), text('a', '')].sort());
});

test('a file that no commit has, no commit, and no repository have none', () => {
  writeTo(folder, 'in/[a].yaml', 'x');
  expect(past()).toEqual([]);
  git('init', '--quiet');
  expect(past()).toEqual([]);
  commit('x');
  expect(past('b.yaml')).toEqual([]);
});
