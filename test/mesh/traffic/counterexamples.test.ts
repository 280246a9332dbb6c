import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { podLabelsOf, readCluster } from './differential/cluster';
import { pairOf, readCounterexample } from './differential/pair';
import { trafficOf } from './differential/traffic-of';

const FOLDER = join(__dirname, 'counterexamples');
const cluster = readCluster();
const pods = podLabelsOf(cluster);

// What a real mesh once did otherwise than was said: the differential test found it and made it small.
test.each(readdirSync(FOLDER).sort())('%s', (file) => {
  const { probe, seen, objects } = readCounterexample(readFileSync(join(FOLDER, file), 'utf8'));
  expect(pairOf(trafficOf([...cluster, ...objects]), probe, seen, pods).differences).toEqual([]);
});
