import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { loadFleet } from '../../src/adapters/fleet-module';
import { filesIn, temporaryFolders, writeTo } from './temporary-folder';

const newFolder = temporaryFolders();

/** What is cached of a file has the name of its folder, which is nobody else's here. */
function folderWithFleet(): { readonly folder: string; readonly name: string; readonly file: string } {
  const folder = newFolder();
  const name = basename(folder);
  writeTo(folder, `${name}/main.ts`, 'export default { environments: [] as readonly string[] };\n');
  return { folder, name, file: join(folder, name, 'main.ts') };
}

test('what TypeScript becomes is kept beside the packages of the project', async () => {
  const { folder, name, file } = folderWithFleet();
  mkdirSync(join(folder, 'node_modules'));
  expect(await loadFleet(file)).toEqual({ environments: [] });
  expect(readdirSync(join(folder, 'node_modules/.cache/jiti'))).toEqual([expect.stringContaining(name)]);
});

test('nothing is kept where all users of the machine may write', async () => {
  const { folder, name, file } = folderWithFleet();
  expect(await loadFleet(file)).toEqual({ environments: [] });
  expect(Object.keys(filesIn(folder))).toEqual([`${name}/main.ts`]);
  const shared = join(tmpdir(), 'jiti');
  expect((existsSync(shared) ? readdirSync(shared) : []).filter((cached) => cached.includes(name))).toEqual([]);
});
