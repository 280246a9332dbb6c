import { join } from 'node:path';
import type { ManifestSet } from '../../src/model/manifest-set';

/** The deploy tree of the sample, as it is committed. */
export const DEPLOY_TREE = join(__dirname, '..', '..', 'deploy');

/** The folder of the deploy tree that `kustomize build` makes an environment of. */
export function overlayOf(environment: string): string {
  return join(DEPLOY_TREE, 'overlays', environment);
}

/** What is composed for each environment of the sample. */
export function sampleSets(): readonly ManifestSet[] {
  throw new Error('not wired yet');
}
