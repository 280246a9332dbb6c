import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileTree, fileTree } from '../layout/file-tree';
import { inWorld } from './world-error';

/** Of the package, beside its sources as beside its compiled files. */
const FOLDER = join(__dirname, '..', '..', 'policies', 'rego');

/** The Rego policies that the package comes with, and their tests, by path with forward slashes. */
export function policyModules(): FileTree {
  return inWorld('read the policies of the package', () => {
    const paths = readdirSync(FOLDER, { encoding: 'utf8', recursive: true }).filter((path) => path.endsWith('.rego'));
    return fileTree(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(FOLDER, path), 'utf8')]));
  });
}
