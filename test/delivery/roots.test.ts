import { App, Chart } from 'cdk8s';
import { argoCd } from '../../src/delivery/argo-cd';
import { flux, FluxProps } from '../../src/delivery/flux';
import type { Delivery, GitOpsController } from '../../src/platform/delivery';
import { repositoryOf } from '../../src/platform/repository';
import { synthesize } from '../../src/synth/synthesize';

const REPOSITORY = repositoryOf({ url: 'https://git.example.com/mesh.git', branch: 'live', path: 'tree' });
const CLUSTER = { name: 'us-east' };

function controllerOf(delivery: Delivery, server?: string): GitOpsController {
  return delivery.controllerFor!({ ...CLUSTER, server }, REPOSITORY);
}

/** Specs of the objects that lead a controller into the tree, by kind and name. */
function rootOf(delivery: Delivery): Record<string, unknown> {
  const chart = new Chart(new App(), 'root');
  controllerOf(delivery).composeRoot(chart);
  const { set, refused } = synthesize(chart, 'root');
  expect(refused).toEqual([]);
  return Object.fromEntries(
    set.manifests.map(({ object, identity: { kind, namespace, name } }) => [
      `${kind} ${namespace}/${name}`,
      object['spec'],
    ]),
  );
}

test('Argo CD begins with an Application of the folder that has all others', () => {
  expect(rootOf(argoCd({ namespace: 'gitops' }))).toEqual({
    'Application gitops/root': {
      project: 'default',
      source: { repoURL: REPOSITORY.url, targetRevision: 'live', path: 'tree/argocd' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'gitops' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true', 'PruneLast=true'],
      },
    },
  });
});

test.each<[name: string, source: FluxProps['source'], path: string, object: string]>([
  ['Git', undefined, './tree/clusters/us-east', 'GitRepository flux-system/flux-system'],
  [
    'an artifact, whose root is the tree',
    { kind: 'OCIRepository', url: 'oci://ghcr.io/your-org/tree', ref: { tag: 'live' } },
    './clusters/us-east',
    'OCIRepository flux-system/flux-system',
  ],
])('Flux begins with the folder of its cluster, from %s', (_, source, path, object) => {
  const root = rootOf(flux({ source }));
  expect(Object.keys(root).sort()).toEqual([object, 'Kustomization flux-system/flux-system'].sort());
  expect(root['Kustomization flux-system/flux-system']).toMatchObject({
    path,
    prune: true,
    wait: false,
    deletionPolicy: 'Orphan',
  });
});

test.each([
  ['argoCd', argoCd(), undefined, true],
  ['argoCd', argoCd(), 'https://us-east.example.com', false],
  ['flux', flux(), 'https://us-east.example.com', true],
])(
  'the controller of %s is told from the server whether it runs in the cluster: case %#',
  (_, delivery, server, isLocal) => {
    expect(controllerOf(delivery, server).isLocal).toBe(isLocal);
  },
);

test('Flux says which Secret it reads, and Argo CD none, because it finds it by its label', () => {
  const source = { kind: 'GitRepository', secretRef: { name: 'github-credentials' } } as const;
  expect(controllerOf(flux({ source })).credentials).toBe('github-credentials');
  expect(controllerOf(flux()).credentials).toBeUndefined();
  expect(controllerOf(argoCd()).credentials).toBeUndefined();
});
