import { homedir } from 'node:os';
import { dirname } from 'node:path';

/** A folder and those above it, as far as the home folder: where settings are looked for that hold for all below them. */
export function* foldersAbove(folder: string): Generator<string> {
  for (let above = folder; ; above = dirname(above)) {
    yield above;
    if (above === homedir() || above === dirname(above)) return;
  }
}
