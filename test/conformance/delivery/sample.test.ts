import { join } from 'node:path';
import { controllers } from '../../../environments/controllers';
import development from '../../../environments/development';
import production from '../../../environments/production';
import { defineFleet, EnvironmentDefinition } from '../../../src';
import type { KubernetesObject } from '../../../src/model/identity';
import type { Manifest } from '../../../src/model/manifest';
import { describeWith } from '../programs';
import { until } from '../until';
import { ARGO_CD_PROGRAMS, ArgoCd, isDelivered } from './harness/argo-cd';
import { DeployRepository } from './harness/deploy-repository';
import { Flux, FLUX_PROGRAMS } from './harness/flux';
import { missing } from './harness/missing';
import { RealCluster, RealClusters } from './harness/real-clusters';
import { definitionsFor, SynthesizedFleet, synthesizedFleet } from './harness/synthesized-fleet';

describeWith([...ARGO_CD_PROGRAMS, ...FLUX_PROGRAMS], 'of the sample', () => {
  let clusters: RealClusters<'central' | 'dev'>;

  beforeAll(async () => {
    clusters = await RealClusters.start(['central', 'dev']);
  });

  afterAll(() => clusters.stop());

  /** Gives a cluster what it needs to have one environment and the controllers delivered to it. */
  async function prepare(
    { name, api }: RealCluster,
    environment: EnvironmentDefinition,
    url?: string,
  ): Promise<{ readonly fleet: SynthesizedFleet; readonly repository: DeployRepository }> {
    const repository = new DeployRepository(join(clusters.folder, name));
    const definition = defineFleet({
      repository: { url: url ?? repository.url },
      environments: [environment],
      compose: controllers,
    });
    const fleet = synthesizedFleet(definition);
    repository.commit(fleet);
    await api.install(definitionsFor(fleet.sets.values()));
    await api.createNamespaces(['istio-system', 'monitoring', 'velero']);
    return { fleet, repository };
  }

  /** Says of objects what their operator would, for which later waves wait. */
  async function reportReady({ api }: RealCluster, manifests: readonly Manifest[]): Promise<void> {
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    for (const { object } of manifests) {
      expect(await until(async () => (await api.get(object)) !== undefined)).toBe(true);
      await api.merge(object, { status }, { manager: 'operator', subresource: 'status' });
    }
  }

  test('production is Synced and Healthy in Argo CD', async () => {
    const cluster = clusters.cluster('central');
    // Its own clusters are elsewhere.
    const { fleet, repository } = await prepare(cluster, { ...production, clusters: [{ name: 'central' }] });
    const argo = await ArgoCd.start(clusters, 'central');
    for (const object of await repository.build('argocd')) await cluster.api.apply(object);
    await reportReady(cluster, fleet.sets.get('production')!.ofKind('external-secrets.io', 'ExternalSecret'));
    await argo.until('istio-config-production', 'Synced and Healthy', isDelivered);
    expect(await missing(objectsOf(fleet, 'production'), cluster.api)).toEqual([]);
  });

  test('every stage of development is Ready in Flux', async () => {
    const cluster = clusters.cluster('dev');
    const { fleet, repository } = await prepare(cluster, development, 'https://git.example.com/istio-config.git');
    const flux = await Flux.start(clusters, 'dev');
    await flux.bootstrap('./deploy/clusters/dev');
    const revision = await flux.publish(repository.folder, 'istio-config');
    const folders = ['istio-system', 'secrets', 'gateways', 'applications', 'authorization', 'policies', 'telemetry'];
    for (const folder of folders) await flux.ready(`development-dev-${folder}`, revision);
    expect(await missing(objectsOf(fleet, 'development'), cluster.api)).toEqual([]);
  });
});

function objectsOf(fleet: SynthesizedFleet, environment: string): readonly KubernetesObject[] {
  return fleet.sets.get(environment)!.manifests.map(({ object }) => object);
}
