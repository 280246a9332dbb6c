import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { differences, effectOf } from '../../src/diff/traffic/effect';
import { TrafficSide } from '../../src/diff/traffic/side';
import { diffTraffic } from '../../src/diff/traffic/traffic-diff';
import type { TrafficRequest } from '../../src/mesh/traffic/request';
import { Traffic } from '../../src/mesh/traffic/traffic';
import { runs } from '../fixtures/runs';
import { requestOf } from '../mesh/traffic/differential/traffic-of';
import { changed, cluster, CORPUS, Draw, FEW, fewOf, meshOf, rounds } from './random-changes';

/** Requests that were sent to real meshes, by round. */
const requests = rounds.map((_, round) =>
  readFileSync(join(CORPUS, `round-${round + 1}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => requestOf((JSON.parse(line) as { readonly probe: Parameters<typeof requestOf>[0] }).probe)),
);

const KINDS = new Set([
  'VirtualService',
  'DestinationRule',
  'Sidecar',
  'AuthorizationPolicy',
  'RequestAuthentication',
  'PeerAuthentication',
  'Gateway',
  'ServiceEntry',
]);

function effectAt(traffic: Traffic, request: TrafficRequest): ReturnType<typeof effectOf> | undefined {
  try {
    return effectOf(traffic.answer(request));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first request that meets something else, as far as people care. */
function firstDifference(before: Traffic, after: Traffic, all: readonly TrafficRequest[]): object | undefined {
  for (const request of all) {
    const [one, other] = [effectAt(before, request), effectAt(after, request)];
    if (one === undefined || other === undefined || differences(one, other).length === 0) continue;
    return { request, one, other };
  }
  return undefined;
}

test('whoever reads that nothing changes may rely on it', () => {
  let differing = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: rounds.length - 1 }),
      fc.nat(FEW - 1),
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      (round, rest, numbers) => {
        let drawn = 0;
        const draw: Draw = (below) => numbers[drawn++ % numbers.length]! % below;
        const all = fewOf([...cluster, ...rounds[round]!], rest);
        const mutable = all.filter(({ kind }) => KINDS.has(kind));
        const others = all.filter(({ kind }) => !KINDS.has(kind));
        const objects = changed(mutable, draw);
        const [before, after] = [meshOf([...others, ...mutable]), meshOf([...others, ...objects])];
        const found = firstDifference(new Traffic(before), new Traffic(after), requests[round]!);
        if (found === undefined) return;
        differing++;
        const { traffic, unjudged } = diffTraffic(new TrafficSide(before), new TrafficSide(after));
        if (traffic.length > 0 || unjudged.length > 0) return;
        const change = objects.flatMap((object, i) => (object === mutable[i] ? [] : [[mutable[i], object]]));
        throw new Error(JSON.stringify({ found, change: change.slice(0, 1) }, undefined, 1));
      },
    ),
    {
      numRuns: runs(6),
      endOnFailure: true,
    },
  );
  expect(differing).toBeGreaterThan(0);
});
