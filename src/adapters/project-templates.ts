import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { FileTree, fileTree } from '../layout/file-tree';
import { inWorld } from './world-error';

/** Of the package, beside its sources as beside its compiled files. */
const FOLDER = join(__dirname, '..', '..', 'templates');

/** The files of a folder of templates, by path with forward slashes. */
export function projectTemplates(name: string): FileTree {
  return inWorld('read the templates of the package', () => {
    const folder = join(FOLDER, name);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name));
    return fileTree(
      paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')] as const),
    );
  });
}
