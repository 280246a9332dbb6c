import {
  ApplicationSet,
  ApplicationSetGenerator,
  ApplicationSetProps,
  ApplicationTemplate,
  AppProject,
} from '../../../src/constructs/argocd';
import { expectManifests, expectRefusal } from '../golden';

const git = { repoURL: 'https://git.example.com/mesh.git', revision: 'main' };
const clusters = ApplicationSetGenerator.list([
  { cluster: 'eu', server: 'https://eu.example.com' },
  { cluster: 'us', server: 'https://us.example.com' },
]);
const template = ({ cluster, server }: { cluster: string; server: string }): ApplicationTemplate => ({
  name: `mesh-${cluster}`,
  labels: { cluster },
  project: AppProject.fromName('mesh'),
  source: { repoURL: git.repoURL, path: 'overlays/production' },
  destination: { server, namespace: 'istio-system' },
});
const minimal: ApplicationSetProps<'cluster' | 'server'> = { generators: [clusters], template };

test('a set makes an Application of each set of parameters, and an error of one that is missing', () => {
  expectManifests(
    (chart) => {
      new ApplicationSet(chart, 'mesh', minimal);
    },
    `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: mesh, namespace: argocd }
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - list:
        elements:
          - { cluster: eu, server: https://eu.example.com }
          - { cluster: us, server: https://us.example.com }
  preservedFields: { annotations: [argocd.argoproj.io/deletion-approved] }
  syncPolicy: { preserveResourcesOnDeletion: true }
  template:
    metadata:
      name: mesh-{{.cluster}}
      labels: { cluster: '{{.cluster}}' }
      annotations: { argocd.argoproj.io/compare-options: ServerSideDiff=true }
    spec:
      project: mesh
      source: { repoURL: https://git.example.com/mesh.git, path: overlays/production }
      destination: { server: '{{.server}}', namespace: istio-system }
`,
  );
});

test('a rolling sync prunes by what the controller reads of automated sync before it turns it off', () => {
  expectManifests(
    (chart) => {
      new ApplicationSet(chart, 'mesh', {
        generators: [clusters],
        template: (parameters) => ({
          ...template(parameters),
          serverSideDiff: false,
          syncPolicy: { syncOptions: ['ServerSideApply=true'] },
          onDelete: 'foreground',
        }),
        rollingSync: {
          prune: true,
          steps: [
            { matchExpressions: [{ key: 'cluster', operator: 'In', values: ['eu'] }] },
            { matchExpressions: [{ key: 'cluster', operator: 'NotIn', values: ['eu'] }], maxUpdate: '50%' },
          ],
        },
      });
    },
    `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: mesh, namespace: argocd }
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - list:
        elements:
          - { cluster: eu, server: https://eu.example.com }
          - { cluster: us, server: https://us.example.com }
  strategy:
    type: RollingSync
    rollingSync:
      steps:
        - matchExpressions: [{ key: cluster, operator: In, values: [eu] }]
        - matchExpressions: [{ key: cluster, operator: NotIn, values: [eu] }]
          maxUpdate: 50%
  preservedFields: { annotations: [argocd.argoproj.io/deletion-approved] }
  syncPolicy: { preserveResourcesOnDeletion: false }
  template:
    metadata:
      name: mesh-{{.cluster}}
      labels: { cluster: '{{.cluster}}' }
      finalizers: [resources-finalizer.argocd.argoproj.io]
    spec:
      project: mesh
      source: { repoURL: https://git.example.com/mesh.git, path: overlays/production }
      destination: { server: '{{.server}}', namespace: istio-system }
      syncPolicy:
        automated: { prune: true }
        syncOptions: [ServerSideApply=true]
`,
  );
});

const step = (expression: object) => ({ rollingSync: { steps: [{ matchExpressions: [expression] }] } });
const changed = (change: Partial<ApplicationTemplate>): Partial<ApplicationSetProps<'cluster' | 'server'>> => ({
  template: (parameters) => ({ ...template(parameters), ...change }),
});

test.each<[string, Partial<ApplicationSetProps<'cluster' | 'server'>>, string]>([
  ['no generator', { generators: [] }, 'generators is an empty list: list at least one'],
  [
    'one name for all Applications',
    changed({ name: 'mesh' }),
    'all Applications would be called "mesh": use a parameter in `template.name`',
  ],
  [
    'a project that generators choose',
    changed({ project: AppProject.fromName('{{.cluster}}') }),
    'who can change what the generators read could choose the project, and with it what is allowed: ' +
      'name one project in the template',
  ],
  [
    'a parameter that there is not',
    { template: (parameters) => template({ ...parameters, cluster: (parameters as { clusterr?: string }).clusterr! }) },
    'there is no parameter "clusterr"; did you mean "cluster"?: there are cluster, server',
  ],
  [
    'a misspelt field of the template',
    changed({ syncPolicies: {} } as never),
    'there is no prop template.syncPolicies; did you mean "syncPolicy"?: rename or remove it',
  ],
  [
    'generators with different parameters',
    {
      generators: [
        clusters,
        ApplicationSetGenerator.of({ clusters: {} }, { cluster: '{{.name}}', server: '{{.server}}' }),
      ],
    },
    'not all generators have "cluster", or not in one place: merge them, or split the set',
  ],
  [
    'automated sync with a rolling sync',
    {
      ...changed({ syncPolicy: { automated: { selfHeal: true } } }),
      ...step({ key: 'cluster', operator: 'In', values: ['eu'] }),
    },
    'a rolling sync turns automated sync off, and self-healing with it: ' +
      'remove `syncPolicy.automated`; `rollingSync.prune` says whether it deletes',
  ],
  [
    'a step by a label that no Application has',
    step({ key: 'clusters', operator: 'In', values: ['eu'] }),
    'no Application has the label "clusters"; did you mean "cluster"?, so the step would hold none: ' +
      'add it to `template.labels`',
  ],
  [
    'a step by another operator',
    step({ key: 'cluster', operator: 'Exists' }),
    'steps match by In and NotIn, and not by "Exists": use one of the two',
  ],
])('%s is refused', (_, props, message) => {
  expectRefusal((chart) => new ApplicationSet(chart, 'mesh', { ...minimal, ...props }), `[test/mesh] ${message}`);
});
