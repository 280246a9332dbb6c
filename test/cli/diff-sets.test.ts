import { join } from 'node:path';
import fc from 'fast-check';
import { loadFleet } from '../../src/adapters/fleet-module';
import { manifestSetsOfFolder } from '../../src/adapters/manifest-sources';
import { comparedSets } from '../../src/cli/diff-sets';
import { composedFleet } from '../../src/cli/composed-sets';
import type { Side } from '../../src/cli/diff-side';
import { diffTrees } from '../../src/diff/diff';
import type { Sets } from '../../src/diff/pairs';
import { TrafficSide } from '../../src/diff/traffic/side';
import { diffTraffic, TrafficDiff } from '../../src/diff/traffic/traffic-diff';
import { baseOverlaysLayout } from '../../src/layout/base-overlays';
import type { FileTree } from '../../src/layout/file-tree';
import { environmentPath, renderedLayout } from '../../src/layout/rendered';
import { Mesh } from '../../src/mesh/mesh';
import { filesOfTexts } from '../../src/read/files';
import { readManifestSets } from '../../src/read/manifest-sets';
import { runs } from '../fixtures/runs';
import { FleetPlan, fleets, SynthesizedEnvironment, synthesized } from '../fuzz/fleet';

const ROOT = join(__dirname, '..', '..');

const READ: Side = { kind: 'folder', path: '/deploy', title: './deploy' };
const COMPOSED: Side = { kind: 'fleet', title: 'what synth would write' };

const LAYOUTS: Readonly<Record<string, (environments: readonly SynthesizedEnvironment[]) => readonly FileTree[]>> = {
  rendered: (environments) =>
    environments.map(({ set, labels }) => renderedLayout(set, { folder: environmentPath(set.name), labels })),
  'base-overlays': (environments) => baseOverlaysLayout(environments).map(({ tree }) => tree),
};

function composedSets(environments: readonly SynthesizedEnvironment[]): Sets {
  return new Map(environments.map(({ set }) => [environmentPath(set.name), set]));
}

function readSets(trees: readonly FileTree[]): Sets {
  const { sets, problems } = readManifestSets(filesOfTexts(new Map(trees.flatMap((tree) => [...tree]))), '', () => {
    throw new Error('nothing of ours needs the program');
  });
  expect(problems).toEqual([]);
  return sets;
}

/** What differs between what was read and what is composed, requests of sets without a difference included. */
function differences(read: Sets, composed: Sets) {
  const { before, after } = comparedSets({ side: READ, sets: read }, { side: COMPOSED, sets: composed });
  const { objects } = diffTrees(before, after, { limits: { allowed: new Set(), most: 0 } });
  expect([...before.keys()].sort()).toEqual([...after.keys()].sort());
  return { objects, requests: [...before].map(([name, set]) => trafficDiff(set, after.get(name)!)) };
}

function trafficDiff(before: Mesh['set'], after: Mesh['set']): TrafficDiff {
  return diffTraffic(new TrafficSide(new Mesh(before)), new TrafficSide(new Mesh(after)));
}

const UNCHANGED: TrafficDiff = { traffic: [], exposure: [], unjudged: [] };

describe.each(Object.entries(LAYOUTS))('in the layout %s', (_, layout) => {
  test('what is composed is what was written of it', () => {
    fc.assert(
      fc.property(fleets({ minServices: 1, maxServices: 12, maxEnvironments: 2 }), (plan) => {
        const environments = synthesized(plan);
        const { objects, requests } = differences(readSets(layout(environments)), composedSets(environments));
        expect(objects).toEqual([]);
        expect(requests).toEqual(environments.map(() => UNCHANGED));
      }),
      { numRuns: runs(4) },
    );
  });
});

test('the sample is what it has in deploy/', async () => {
  const composed = composedFleet(await loadFleet(join(ROOT, 'environments', 'main.ts')), 'rendered').sets;
  const { sets: read } = manifestSetsOfFolder(join(ROOT, 'deploy'));
  const { objects, requests } = differences(read, composed);
  expect(objects).toEqual([]);
  expect(requests).toEqual([...composed.keys()].map(() => UNCHANGED));
});

test('a change means the same for requests, whether what was before is read or composed', () => {
  // The same services everywhere, so that composing says the same of pods.
  const alike = fleets({ minServices: 1, maxServices: 8, maxEnvironments: 2 }).map((plan): FleetPlan => ({
    ...plan,
    environments: plan.environments.map((settings) => ({ ...settings, leavesOut: undefined })),
  }));
  fc.assert(
    fc.property(alike, (plan) => {
      const environments = synthesized(plan);
      const [was, will] = [environments.at(0)!, environments.at(-1)!];
      const [name, read] = [...readSets(LAYOUTS['rendered']!([was]))][0]!;
      const { before, after } = comparedSets(
        { side: READ, sets: new Map([[name, read]]) },
        { side: COMPOSED, sets: new Map([[name, will.set]]) },
      );
      expect(trafficDiff(before.get(name)!, after.get(name)!)).toEqual(trafficDiff(was.set, will.set));
    }),
    { numRuns: runs(6) },
  );
});
