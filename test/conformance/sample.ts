import { join } from 'node:path';
import { App } from 'cdk8s';
import fleet from '../../environments/main';
import { readText } from '../../src/adapters/read-text';
import type { ManifestSet } from '../../src/model/manifest-set';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';

/** The deploy tree of the sample, as it is committed. */
export const DEPLOY_TREE = join(__dirname, '..', '..', 'deploy');

/** The folder of the deploy tree that `kustomize build` makes an environment of. */
export function overlayOf(environment: string): string {
  return join(DEPLOY_TREE, 'overlays', environment);
}

/** What is composed for each environment of the sample. */
export function sampleSets(): readonly ManifestSet[] {
  return fleet.environments.map((definition) => {
    const environment = composeEnvironment(new App(), definition, readText);
    return synthesize(environment, definition.name, environment.labels).set;
  });
}
