import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { COMMON_LABELS } from '../../src/platform/common-labels';
import { baseOverlaysLayout } from '../../src/layout/base-overlays';
import type { LabelledSet } from '../../src/layout/factor';
import { fileTree } from '../../src/layout/file-tree';
import type { KubernetesObject } from '../../src/model/identity';
import { runs, SEED } from '../fixtures/runs';
import { fleets } from '../layout/fleets';
import { byKey } from '../layout/kustomize-model';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';
import { sampleSets } from './sample';

const FLEETS = runs(4);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'base-overlays-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describeWith(
  ['kustomize'],
  'kustomize build of each overlay of the layout base-overlays gives what is composed',
  () => {
    test('for the sample', async () => {
      const sets = sampleSets();
      await expectSame(sets.map((set) => ({ set, labels: { ...COMMON_LABELS, environment: set.name } })));
    });

    const sizes = { minServices: 1, maxServices: 30, maxOddities: 30 };
    const samples = fc.sample(fleets(sizes), { seed: SEED, numRuns: FLEETS });

    test.each(samples.map((environments, number) => ({ number, environments })))(
      `for random fleet $number of FUZZ_SEED=${SEED}`,
      ({ environments }) => expectSame(environments),
    );
  },
);

async function expectSame(environments: readonly LabelledSet[]): Promise<void> {
  const tree = fileTree(baseOverlaysLayout(environments).flatMap(({ tree }) => [...tree]));
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const { set } of environments.filter(({ set }) => set.size > 0)) {
    const built = objectsIn(await kustomizeBuild(join(folder, 'overlays', set.name)));
    expect(byKey(built)).toEqual(byKey(set.manifests.map(({ object }): KubernetesObject => object)));
    expect(built).toHaveLength(set.size);
  }
}
