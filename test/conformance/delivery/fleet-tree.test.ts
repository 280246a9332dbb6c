import { join } from 'node:path';
import { defineEnvironment, defineFleet, Environment } from '../../../src';
import { argoCd, ArgoCdConfig, ArgoCdInstallation } from '../../../src/delivery/argo-cd';
import { flux } from '../../../src/delivery/flux';
import type { KubernetesObject } from '../../../src/model/identity';
import { temporaryFolders, writeTo } from '../../adapters/temporary-folder';
import { byKey } from '../../layout/kustomize-model';
import { CONTROL_PLANE_PROGRAMS } from '../control-plane';
import { KubeApi } from '../kube-api';
import { kustomizeBuild, objectsIn } from '../kustomize';
import { describeWith } from '../programs';
import { definitionsFor, synthesizedFleet } from './harness/synthesized-fleet';
import { shop } from './shop';

const compose = (env: Environment): void => shop(env);
const secretRef = { name: 'access' };
const byArgoCd = argoCd({ rollingSync: 'region', subscriptions: [] });
const byFlux = flux({
  notifications: [{ type: 'slack', secretRef }],
  receiver: { type: 'github', secretRef },
});
const [east, west] = [
  { name: 'east', region: 'us-east-1', server: 'https://east.example.com' },
  { name: 'west', region: 'us-west-1', server: 'https://west.example.com' },
];
const edges = [
  { name: 'edge-1', variables: { DOMAIN: 'one.example.com' } },
  { name: 'edge-2', variables: { DOMAIN: 'two.example.com' } },
];
const fleet = synthesizedFleet(
  defineFleet({
    repository: { url: 'https://git.example.com/mesh.git' },
    environments: [
      defineEnvironment('staging', { clusters: [{ name: 'staging' }], delivery: byArgoCd, compose }),
      defineEnvironment('production', { clusters: [east, west], delivery: byArgoCd, compose }),
      defineEnvironment('branches', { clusters: edges, delivery: byFlux, compose }),
    ],
    compose(scope) {
      new ArgoCdInstallation(scope, 'installation');
      new ArgoCdConfig(scope, 'config', { progressiveSyncs: true });
    },
  }),
);
const composed = fleet.sets.get('fleet')!.manifests.map(({ object }) => object);

describeWith(['kustomize'], 'kustomize build', () => {
  const newFolder = temporaryFolders();
  let tree: string;

  beforeAll(() => {
    tree = newFolder();
    for (const [path, text] of fleet.files) writeTo(tree, path, text);
  });

  async function build(path: string): Promise<readonly KubernetesObject[]> {
    return objectsIn(await kustomizeBuild(join(tree, path)));
  }

  test.each(['staging', 'production', 'branches'])('of the overlay gives the environment %s', async (name) => {
    const { manifests } = fleet.sets.get(name)!;
    expect(byKey(await build(`overlays/${name}`))).toEqual(byKey(manifests.map(({ object }) => object)));
  });

  test('of a stage, with the labels that its Kustomization adds, gives its part of the environment', async () => {
    const stages = composed.filter(({ kind, metadata }) => {
      return kind === 'Kustomization' && metadata.labels?.cluster === 'edge-1';
    });
    const built = await Promise.all(
      stages.map(async ({ spec }) => {
        const { path, commonMetadata } = spec as { path: string; commonMetadata: { labels: Record<string, string> } };
        const objects = await build(path.replace('./deploy/', ''));
        return objects.map((object) => withLabels(object, commonMetadata.labels));
      }),
    );
    const { manifests } = fleet.sets.get('branches')!;
    expect(byKey(built.flat())).toEqual(byKey(manifests.map(({ object }) => object)));
  });

  test('of argocd/ and of all clusters gives the fleet', async () => {
    const built = await Promise.all(['argocd', 'clusters/edge-1', 'clusters/edge-2'].map(build));
    expect(byKey(built.flat())).toEqual(byKey(composed));
  });

  test('of argocd/ gives nothing of Flux, and that of a cluster nothing of Argo CD and of other clusters', async () => {
    const ofArgoCd = await build('argocd');
    expect(ofArgoCd.filter(({ apiVersion }) => apiVersion.includes('fluxcd.io'))).toEqual([]);
    for (const [own, other] of [
      ['edge-1', 'edge-2'],
      ['edge-2', 'edge-1'],
    ] as const) {
      const built = await build(`clusters/${own}`);
      expect(built.filter(({ metadata }) => metadata.labels?.cluster === other)).toEqual([]);
      expect(built.filter(({ apiVersion }) => apiVersion.startsWith('argoproj.io/'))).toEqual([]);
    }
  });
});

describeWith(CONTROL_PLANE_PROGRAMS, 'the API server', () => {
  test('accepts every object of the fleet', async () => {
    const api = await KubeApi.start();
    try {
      await api.install(definitionsFor(fleet.sets.values()));
      await api.createNamespaces(['argocd', 'flux-system']);
      const refusals = await Promise.all(composed.map((object) => api.dryRun(object)));
      expect(refusals.filter((refusal) => refusal !== undefined)).toEqual([]);
    } finally {
      await api.stop();
    }
  });
});

function withLabels(object: KubernetesObject, labels: Readonly<Record<string, string>>): KubernetesObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
}
