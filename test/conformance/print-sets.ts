import { resolve } from 'node:path';
import { App } from 'cdk8s';
import { loadFleet } from '../../src/adapters/fleet-module';
import { readText } from '../../src/adapters/read-text';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';

// Prints the manifest sets of the sample: the program that determinism is tested with.
async function main(): Promise<void> {
  const fleet = await loadFleet(resolve(__dirname, '..', '..', 'environments', 'main.ts'));
  const sets = fleet.environments.map((definition) => {
    const environment = composeEnvironment(new App(), definition, readText);
    const { set } = synthesize(environment, definition.name);
    return set.manifests.map(({ object, origin }) => [object, origin.constructPath]);
  });
  process.stdout.write(JSON.stringify(sets));
}

void main();
