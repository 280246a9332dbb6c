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
  const origins = new Set(
    diff!.traffic.filter(({ aspects }) => aspects.join() === 'weight').map(({ origin }) => origin),
  );
  return { indexSeconds, answerSeconds: 0, answers: { weight: origins.size } };
}
