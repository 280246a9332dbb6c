import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = dirname(__dirname);

/** The package and the programs of `apps/` as JavaScript, so that nobody's TypeScript compiler is timed. */
export class Build {
  /** @param folder where it lies as an installed package does */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    const lib = join(folder, 'lib');
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    // Types are the business of `npm run types`.
    const argv = [tsc, '--project', join(__dirname, 'tsconfig.apps.json'), '--outDir', lib, '--noCheck'];
    const { status, stdout } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`tsc failed:\n${stdout}`);
    cpSync(join(ROOT, 'imports'), join(lib, 'imports'), { recursive: true, filter: isSchemaOrFolder });
    cpSync(join(ROOT, 'policies'), join(lib, 'policies'), { recursive: true });
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  }

  /** @param path as in the checkout, with `.js` for `.ts` */
  file(path: string): string {
    return join(this.folder, 'lib', path);
  }
}

function isSchemaOrFolder(path: string): boolean {
  return path.endsWith('.json') || statSync(path).isDirectory();
}
