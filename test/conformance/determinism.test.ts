import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

test('the sample is the same to the byte in any time zone, locale and working folder', () => {
  const root = resolve(__dirname, '..', '..');
  const print = (cwd: string, env: Readonly<Record<string, string>>) =>
    execFileSync(join(root, 'node_modules', '.bin', 'jiti'), [join(__dirname, 'print-sets.ts')], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    });
  const here = print(root, { TZ: 'UTC', LC_ALL: 'C' });
  expect((JSON.parse(here) as unknown[][]).map(({ length }) => length > 10)).toEqual([true, true, true]);
  expect(print(tmpdir(), { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' })).toBe(here);
});
