import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../src/model/identity';
import { documents } from '../../fixtures/manifests';
import { podLabelsOf, readCluster } from './differential/cluster';
import { describePair, pairOf } from './differential/pair';
import type { Observation, Probe } from './differential/probe';
import { trafficOf } from './differential/traffic-of';

const FOLDER = join(__dirname, 'corpus');
const cluster = readCluster();
const pods = podLabelsOf(cluster);
const rounds = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => file.replace('.jsonl', ''));

/** How many pairs the corpus has at least, so that no mishap leaves it empty. */
const PAIRS = 1_500;

// What real istiod and Envoys did, recorded by the differential test: `TRAFFIC_CORPUS=write`.
describe('requests meet what they met in a real mesh', () => {
  let pairs = 0;

  test.each(rounds)('%s', (round) => {
    const read = (extension: string): string => readFileSync(join(FOLDER, `${round}.${extension}`), 'utf8');
    const objects = documents(read('yaml')) as KubernetesObject[];
    const traffic = trafficOf([...cluster, ...objects]);
    for (const line of read('jsonl').trimEnd().split('\n')) {
      const { probe, seen } = JSON.parse(line) as { readonly probe: Probe; readonly seen: Observation };
      const pair = pairOf(traffic, probe, seen, pods);
      if (pair.differences.length > 0) throw new Error(describePair(pair, []));
      pairs++;
    }
  });

  test('and there are enough of them', () => {
    expect(pairs).toBeGreaterThanOrEqual(PAIRS);
  });
});
