import { AppProject, AppProjectProps } from '../../../src/constructs/argocd';
import { expectManifests, expectRefusal } from '../golden';

const minimal: AppProjectProps = {
  sourceRepos: ['https://git.example.com/mesh.git'],
  destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],
  clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  namespaceResourceWhitelist: [],
};

test('a project without kinds in namespaces allows none, where Argo CD would allow all', () => {
  expectManifests(
    (chart) => {
      new AppProject(chart, 'mesh', {
        ...minimal,
        description: 'The mesh',
        roles: [{ name: 'ci', policies: ['p, proj:mesh:ci, applications, sync, mesh/*, allow'] }],
        syncWindows: [{ kind: 'deny', schedule: '0 22 * * *', duration: '8h', applications: ['*'] }],
        orphanedResources: { warn: true },
      });
    },
    `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: mesh, namespace: argocd }
spec:
  description: The mesh
  sourceRepos: [https://git.example.com/mesh.git]
  destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]
  clusterResourceWhitelist: [{ group: '', kind: Namespace }]
  namespaceResourceBlacklist: [{ group: '*', kind: '*' }]
  roles: [{ name: ci, policies: ['p, proj:mesh:ci, applications, sync, mesh/*, allow'] }]
  syncWindows: [{ kind: deny, schedule: 0 22 * * *, duration: 8h, applications: ['*'] }]
  orphanedResources: { warn: true }
`,
  );
});

test.each<[string, Partial<AppProjectProps>, string]>([
  ['no repository', { sourceRepos: [] }, 'sourceRepos is an empty list: list at least one'],
  [
    'a destination without a cluster',
    { destinations: [{ namespace: 'shop' }] },
    'a destination is not one cluster: set `server` or `name`, or "*" for all',
  ],
  [
    'a destination without a namespace',
    { destinations: [{ server: '*' }] },
    'a destination has no namespace: set `namespace`, or "*" for all',
  ],
  [
    'a policy of another role',
    { roles: [{ name: 'ci', policies: ['p, proj:other:ci, applications, sync, *, allow'] }] },
    'the policy "p, proj:other:ci, applications, sync, *, allow" names another role than ci of this project, and Argo CD would refuse the ' +
      'project: write p, proj:mesh:ci, applications, …',
  ],
])('%s is refused', (_, props, message) => {
  expectRefusal((chart) => new AppProject(chart, 'mesh', { ...minimal, ...props }), `[test/mesh] ${message}`);
});
