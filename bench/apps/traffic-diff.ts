import { writeFileSync } from 'node:fs';
import { TrafficSide } from '../../src/diff/traffic/side';
import { diffTraffic, TrafficDiff } from '../../src/diff/traffic/traffic-diff';
import { Mesh } from '../../src/mesh/mesh';
import { meshSet } from '../mesh-set';
import type { TrafficFigures } from '../peers/traffic';
import { ENVIRONMENTS } from '../workload';
import { cpuSeconds } from './cpu-seconds';

const [output = '', services = '', changed = ''] = process.argv.slice(2);
const WARM = 100;

compare(WARM, WARM);
writeFileSync(output, JSON.stringify(compare(Number(services), Number(changed))));

/** What `diff` does with a set of which it has both sides. */
function compare(count: number, changedServices: number): TrafficFigures {
  const [before, after] = [meshSet(count, ENVIRONMENTS[0]!), meshSet(count, ENVIRONMENTS[0]!, changedServices)];
  let diff: TrafficDiff | undefined;
  const indexSeconds = cpuSeconds(() => {
    diff = diffTraffic(new TrafficSide(new Mesh(before)), new TrafficSide(new Mesh(after)));
  });
  // By the gateway: callers in the mesh meet the same change.
  const changes = diff!.traffic.filter(
    ({ aspects, origin }) => aspects.join() === 'weight' && origin.startsWith('https:'),
  );
  const origins = new Set(changes.map(({ origin }) => origin));
  return { indexSeconds, answerSeconds: 0, answers: { weight: origins.size } };
}
