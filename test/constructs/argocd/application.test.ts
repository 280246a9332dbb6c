import { Application, AppProject } from '../../../src/constructs/argocd';
import type { ApplicationProps } from '../../../src/constructs/argocd';
import { expectManifests, expectRefusal } from '../golden';

const project = AppProject.fromName('mesh');
const source = { repoURL: 'https://git.example.com/mesh.git', targetRevision: 'main', path: 'overlays/production' };
const destination = { server: 'https://kubernetes.default.svc', namespace: 'istio-system' };
const minimal: ApplicationProps = { project, source, destination };

test('an Application is in the namespace of Argo CD, compares on the server, and leaves its objects when deleted', () => {
  expectManifests(
    (chart) => {
      new Application(chart, 'mesh', minimal);
    },
    `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: mesh
  namespace: argocd
  annotations: { argocd.argoproj.io/compare-options: ServerSideDiff=true }
spec:
  project: mesh
  source: { repoURL: https://git.example.com/mesh.git, targetRevision: main, path: overlays/production }
  destination: { server: https://kubernetes.default.svc, namespace: istio-system }
`,
  );
});

test('everything about an Application can be said', () => {
  expectManifests(
    (chart) => {
      new Application(chart, 'app', {
        name: 'mesh',
        namespace: 'gitops',
        labels: { team: 'platform' },
        annotations: { 'argocd.argoproj.io/compare-options': 'IncludeMutationWebhook=true' },
        project: new AppProject(chart, 'project', {
          name: 'platform',
          sourceRepos: [source.repoURL],
          destinations: [{ name: 'eu', namespace: 'istio-system' }],
          clusterResourceWhitelist: [],
          namespaceResourceWhitelist: [{ group: '', kind: 'ConfigMap' }],
        }),
        sources: [source, { repoURL: 'https://charts.example.com', chart: 'gateway', targetRevision: '1.30.3' }],
        destination: { name: 'eu', namespace: 'istio-system' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['CreateNamespace=true'],
          managedNamespaceMetadata: { labels: { 'istio-injection': 'disabled' } },
        },
        ignoreDifferences: [{ kind: 'Service', name: 'api', jsonPointers: ['/spec/selector'] }],
        revisionHistoryLimit: 5,
        onDelete: 'background',
        subscriptions: [
          { triggers: ['on-sync-failed', 'on-deployed'], service: 'slack', recipients: ['mesh', 'on-call'] },
          { triggers: ['on-sync-failed'], service: 'slack', recipients: ['mesh', 'security'] },
        ],
      });
    },
    `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: platform, namespace: argocd }
spec:
  sourceRepos: [https://git.example.com/mesh.git]
  destinations: [{ name: eu, namespace: istio-system }]
  clusterResourceWhitelist: []
  namespaceResourceWhitelist: [{ group: '', kind: ConfigMap }]
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: mesh
  namespace: gitops
  labels: { team: platform }
  annotations:
    argocd.argoproj.io/compare-options: IncludeMutationWebhook=true
    notifications.argoproj.io/subscribe.on-deployed.slack: mesh;on-call
    notifications.argoproj.io/subscribe.on-sync-failed.slack: mesh;on-call;security
  finalizers: [resources-finalizer.argocd.argoproj.io/background]
spec:
  project: platform
  sources:
    - { repoURL: https://git.example.com/mesh.git, targetRevision: main, path: overlays/production }
    - { repoURL: https://charts.example.com, chart: gateway, targetRevision: 1.30.3 }
  destination: { name: eu, namespace: istio-system }
  syncPolicy:
    automated: { prune: true, selfHeal: true }
    syncOptions: [CreateNamespace=true]
    managedNamespaceMetadata: { labels: { istio-injection: disabled } }
  ignoreDifferences: [{ kind: Service, name: api, jsonPointers: [/spec/selector] }]
  revisionHistoryLimit: 5
`,
  );
});

test.each<[string, Partial<ApplicationProps>, string]>([
  ['no source', { source: undefined }, 'it delivers from nowhere: set `source`'],
  [
    'a source and sources',
    { sources: [source] },
    'Argo CD ignores `source` where there are `sources`: set one of them',
  ],
  [
    'a cluster named twice',
    { destination: { ...destination, name: 'eu' } },
    'the destination is named twice: set `server` or `name`',
  ],
  [
    'no cluster',
    { destination: { namespace: 'istio-system' } },
    'the destination is no cluster: set `destination.server` or `destination.name`',
  ],
  [
    'a malformed sync option',
    { syncPolicy: { syncOptions: ['ServerSideApply'] } },
    'syncOptions has "ServerSideApply", which is none, and Argo CD would ignore it: write Name=value',
  ],
  [
    'Replace with server-side apply',
    { syncPolicy: { syncOptions: ['Replace=true', 'ServerSideApply=true'] } },
    'with Replace=true nothing is applied on the server side: remove one of the two',
  ],
  [
    'metadata of a namespace that Argo CD does not create',
    { syncPolicy: { managedNamespaceMetadata: { labels: { a: 'b' } } } },
    'Argo CD reads managedNamespaceMetadata of namespaces only that it creates: ' +
      'add CreateNamespace=true to `syncOptions`, or remove it',
  ],
  [
    'a project by its name',
    { project: 'mesh' as never },
    'project is "mesh": pass an AppProject or AppProject.fromName(name)',
  ],
])('%s is refused', (_, props, message) => {
  expectRefusal((chart) => new Application(chart, 'mesh', { ...minimal, ...props }), `[test/mesh] ${message}`);
});
