import { App } from 'cdk8s';
import fc from 'fast-check';
import { composeEnvironment } from '../../../src/synth/compose';
import { synthesize } from '../../../src/synth/synthesize';
import { SEED } from '../../fixtures/runs';
import { environmentsOf, fleets } from '../../fuzz/fleet';
import { describeWith } from '../programs';
import { sceneOf } from './environment-scene';
import { MESH_PROGRAMS, RealMesh } from './harness/real-mesh';
import type { Pod } from './harness/scene';

/** Few, because each has an Envoy for each of its versions. */
const SIZE = { minServices: 4, maxServices: 4, maxEnvironments: 1 };

describeWith(MESH_PROGRAMS, `a random fleet (FUZZ_SEED=${SEED})`, () => {
  test('is refused by no proxy: the API server does not know what Envoy takes', async () => {
    const [plan] = fc.sample(fleets(SIZE), { seed: SEED, numRuns: 1 });
    // The control plane here is of the default revision.
    const environments = plan!.environments.map((settings) => ({ ...settings, revision: undefined }));
    const [definition] = environmentsOf({ ...plan!, environments });
    const environment = composeEnvironment(new App(), definition!, () => '');
    const { set } = synthesize(environment, definition!.name, environment.labels);
    const objects = set.manifests.map(({ object }) => object);
    const mesh = await RealMesh.start(sceneOf(environment, objects, ['partners', 'passthrough'].map(gateway)));
    try {
      expect(await mesh.call('refusals')).toEqual([]);
    } finally {
      await mesh.stop();
    }
  });
});

function gateway(name: string): Pod {
  return { name, namespace: name, serviceAccount: name, labels: { app: name }, role: 'gateway' };
}
