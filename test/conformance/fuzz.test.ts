import { join } from 'node:path';
import fc from 'fast-check';
import { renderedLayout } from '../../src/layout/rendered';
import { describeIdentity, identityKey, identityOf, type KubernetesObject } from '../../src/model/identity';
import type { ManifestSet } from '../../src/model/manifest-set';
import { temporaryFolders, writeTo } from '../adapters/temporary-folder';
import { fleets, FleetSize, synthesized } from '../fuzz/fleet';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { KubeApi } from './kube-api';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';

/** Another one with each run, so that time makes the tests stronger; `FUZZ_SEED` repeats a run. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

const SIZES: readonly FleetSize[] = [
  { minServices: 1, maxServices: 1, maxEnvironments: 3 },
  { minServices: 2, maxServices: 10, maxEnvironments: 3 },
  { minServices: 30, maxServices: 60, maxEnvironments: 2 },
  { minServices: 200, maxServices: 200, maxEnvironments: 1 },
];

const cases = SIZES.map((size, i) => {
  const [plan] = fc.sample(fleets(size), { seed: SEED + i, numRuns: 1 });
  return { services: plan!.services.length, environments: plan!.environments.length, fleet: synthesized(plan!) };
});

describeWith(['kustomize', ...CONTROL_PLANE_PROGRAMS], `random fleets (FUZZ_SEED=${SEED})`, () => {
  const newFolder = temporaryFolders();
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions());
  });

  afterAll(() => api.stop());

  describe.each(cases)('of $services services in $environments environments', ({ fleet }) => {
    test('synthesize without a refusal', () => {
      expect(fleet.flatMap(({ refused }) => refused.map(({ code, message }) => `${code} ${message}`))).toEqual([]);
    });

    test('are what kustomize builds of their trees', async () => {
      for (const { set, labels } of fleet) {
        const folder = newFolder();
        for (const [path, text] of renderedLayout(set, { folder: 'overlay', labels })) writeTo(folder, path, text);
        const built = objectsIn(await kustomizeBuild(join(folder, 'overlay')));
        expect(built).toHaveLength(set.size);
        expect(byIdentity(built)).toEqual(byIdentity(set.manifests.map(({ object }) => object)));
      }
    });

    test('are accepted by the API server, object by object', async () => {
      for (const { set } of fleet) expect(await refusals(set)).toEqual([]);
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

function byIdentity(objects: readonly KubernetesObject[]): Readonly<Record<string, KubernetesObject>> {
  return Object.fromEntries(objects.map((object) => [identityKey(identityOf(object)), object]));
}
