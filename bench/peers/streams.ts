import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, Place } from './peer';

/** The documents of a peer that writes YAML files with many each. */
export function* streams({ output }: Place): Generator<Document> {
  for (const file of readdirSync(output).sort()) {
    for (const text of readFileSync(join(output, file), 'utf8').split(/^---\n/m)) {
      const document = text.replace(/^(?:#.*\n|\n)+/, '');
      if (document !== '') yield { text: document };
    }
  }
}
