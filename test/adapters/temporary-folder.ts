import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder below the system's temporary one for each test of the file; all are removed at the end. */
export function temporaryFolders(): () => string {
  const created: string[] = [];
  afterAll(() => {
    created.forEach((folder) => {
      rmSync(folder, { recursive: true, force: true });
    });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-'));
    created.push(folder);
    return folder;
  };
}

/** Texts of all files below a folder by path, those of links without following them. */
export function filesIn(root: string, folder = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) Object.assign(files, filesIn(root, path));
    else files[path] = stat.isSymbolicLink() ? '(link)' : readFileSync(join(root, path), 'utf8');
  }
  return files;
}

export function writeTo(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
