import { join } from 'node:path';
import fc from 'fast-check';
import { baseOverlaysLayout } from '../../src/layout/base-overlays';
import { type FileTree, fileTree } from '../../src/layout/file-tree';
import { renderedLayout } from '../../src/layout/rendered';
import { describeIdentity } from '../../src/model/identity';
import type { ManifestSet } from '../../src/model/manifest-set';
import { temporaryFolders, writeTo } from '../adapters/temporary-folder';
import { SEED } from '../fixtures/runs';
import { fleets, FleetSize, SynthesizedEnvironment, synthesized } from '../fuzz/fleet';
import { byKey } from '../layout/kustomize-model';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { istioctlAnalyze } from './istioctl';
import { KubeApi } from './kube-api';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';

const SIZES: readonly FleetSize[] = [
  { minServices: 1, maxServices: 1, maxEnvironments: 3 },
  { minServices: 2, maxServices: 10, maxEnvironments: 3 },
  { minServices: 30, maxServices: 60, maxEnvironments: 2 },
  { minServices: 200, maxServices: 200, maxEnvironments: 1 },
];

const cases = SIZES.map((size, i) => {
  const [plan] = fc.sample(fleets(size), { seed: SEED + i, numRuns: 1 });
  return { services: plan!.services.length, environments: plan!.environments.length, plan: plan! };
});

const LAYOUTS: readonly [string, (fleet: readonly SynthesizedEnvironment[]) => FileTree][] = [
  [
    'rendered',
    (fleet) =>
      fileTree(
        fleet.flatMap(({ set, labels }) => [...renderedLayout(set, { folder: `overlays/${set.name}`, labels })]),
      ),
  ],
  ['base-overlays', (fleet) => fileTree(baseOverlaysLayout(fleet).flatMap(({ tree }) => [...tree]))],
];

describeWith(['kustomize', 'istioctl', ...CONTROL_PLANE_PROGRAMS], `random fleets (FUZZ_SEED=${SEED})`, () => {
  const newFolder = temporaryFolders();
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions());
  });

  afterAll(() => api.stop());

  describe.each(cases)('of $services services in $environments environments', ({ plan }) => {
    let fleet: readonly SynthesizedEnvironment[];

    beforeAll(() => {
      fleet = synthesized(plan);
    });

    test('synthesize without a refusal', () => {
      expect(fleet.flatMap(({ refused }) => refused.map(({ code, message }) => `${code} ${message}`))).toEqual([]);
    });

    test.each(LAYOUTS)('are what kustomize builds of their trees in the layout %s', async (_, layout) => {
      const folder = newFolder();
      for (const [path, text] of layout(fleet)) writeTo(folder, path, text);
      for (const { set } of fleet) {
        const built = objectsIn(await kustomizeBuild(join(folder, 'overlays', set.name)));
        expect(built).toHaveLength(set.size);
        expect(byKey(built)).toEqual(byKey(set.manifests.map(({ object }) => object)));
      }
    });

    test('are accepted by the API server, object by object', async () => {
      for (const { set } of fleet) expect(await refusals(set)).toEqual([]);
    });

    test('have nothing that istioctl warns of', async () => {
      for (const { set } of fleet) {
        const documents = set.manifests.map(({ object }) => JSON.stringify(object));
        expect(await istioctlAnalyze(documents.join('\n---\n'))).toEqual([]);
      }
    });
  });

  async function refusals(set: ManifestSet): Promise<string[]> {
    await api.createNamespaces(set.manifests.flatMap(({ object }) => object.metadata.namespace ?? []));
    const answers = await Promise.all(
      set.manifests.map(async ({ identity, object }) => {
        const refusal = await api.dryRun(object);
        return refusal === undefined ? [] : [`${describeIdentity(identity)}: ${refusal.message}`];
      }),
    );
    return answers.flat();
  }
});
