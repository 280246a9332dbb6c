import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { readText } from '../../src/adapters/read-text';
import { toYaml } from '../../src/layout/yaml';
import type { ManifestSet } from '../../src/model/manifest-set';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';
import { environments } from './environments';

// Ours with cdk8s's output: one file per environment instead of a deploy tree. The checks of synth are still in it.
const folder = process.argv[2] ?? '';
for (const definition of environments) {
  const environment = composeEnvironment(new App(), definition, readText);
  const { set, refused } = synthesize(environment, definition.name, environment.labels);
  if (refused.length > 0) throw new Error(`the workload is refused: ${refused[0]?.message ?? ''}`);
  write(set, join(folder, `${definition.name}.yaml`));
}

function write(set: ManifestSet, path: string): void {
  const file = openSync(path, 'w');
  let chunk = '';
  for (const { object } of set) {
    chunk += `---\n${toYaml(object)}`;
    if (chunk.length < 65_536) continue;
    writeSync(file, chunk);
    chunk = '';
  }
  writeSync(file, chunk);
  closeSync(file);
}
