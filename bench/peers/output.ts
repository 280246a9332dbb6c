import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from './peer';

/** Where every peer writes to, below its own folder. */
export function outputFolder(folder: string): string {
  return join(folder, 'out');
}

export function emptyOutput(folder: string): void {
  rmSync(outputFolder(folder), { recursive: true, force: true });
  mkdirSync(outputFolder(folder), { recursive: true });
}

/** The documents of YAML files with many each. */
export function* streams(folder: string): Generator<Document> {
  for (const file of readdirSync(outputFolder(folder)).sort()) {
    for (const text of readFileSync(join(outputFolder(folder), file), 'utf8').split(/^---\n/m)) {
      const document = text.replace(/^(?:#.*\n|\n)+/, '');
      if (document !== '') yield { text: document };
    }
  }
}
