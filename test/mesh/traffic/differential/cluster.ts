import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../../src/model/identity';
import { documents } from '../../../fixtures/manifests';
import type { PodLabels } from './probe';

/** What the cluster of the differential has beside random objects: `test/conformance/mesh/traffic/arena.ts` makes it. */
export const CLUSTER_FILE = join(__dirname, '..', 'corpus', 'cluster.yaml');

export function readCluster(): readonly KubernetesObject[] {
  return documents(readFileSync(CLUSTER_FILE, 'utf8')) as KubernetesObject[];
}

export function podLabelsOf(cluster: readonly KubernetesObject[]): PodLabels {
  const pods = cluster.filter(({ kind }) => kind === 'Pod');
  return new Map(pods.map(({ metadata: { name, labels = {} } }) => [name, labels]));
}
