import { App } from 'cdk8s';
import fc from 'fast-check';
import { argoCd, ArgoCdProps } from '../../../src/delivery/argo-cd';
import { TIERS } from '../../../src/mesh/apply-order';
import type { Kind, KubernetesObject } from '../../../src/model/identity';
import type { SetContents } from '../../../src/model/set-contents';
import type { Cluster } from '../../../src/platform/cluster';
import type { Delivery } from '../../../src/platform/delivery';
import { defineEnvironment } from '../../../src/platform/environment';
import { defineFleet } from '../../../src/platform/fleet';
import { composeFleet } from '../../../src/synth/compose';
import { synthesize } from '../../../src/synth/synthesize';
import { documents } from '../../fixtures/manifests';

const NAMESPACE = { group: '', kind: 'Namespace', isNamespaced: false };
const ROUTES = { group: 'networking.istio.io', kind: 'VirtualService', isNamespaced: true };
const CONTENTS: SetContents = { kinds: [NAMESPACE, ROUTES], namespaces: ['shop'], ownedFields: [] };
const staging = { name: 'staging' };
const us = { name: 'us', server: 'https://us.example.com', region: 'us-east-1' };
const eu = { name: 'eu', server: 'https://eu.example.com', region: 'eu-west-1' };

interface Delivered {
  readonly delivery: Delivery;
  readonly clusters: readonly Cluster[];
  readonly contents?: Partial<SetContents>;
}

/** The objects of the fleet. */
function deliver(environments: Readonly<Record<string, Delivered>>): KubernetesObject[] {
  const synthesized = Object.entries(environments).map(([name, { delivery, clusters, contents }]) => ({
    definition: defineEnvironment(name, { clusters, delivery, compose: () => undefined }),
    path: `overlays/${name}`,
    stages: undefined,
    labels: {},
    contents: { ...CONTENTS, ...contents },
  }));
  const fleet = defineFleet({
    environments: synthesized.map(({ definition }) => definition),
    repository: { url: 'https://git.example.com/mesh.git' },
  });
  const { set, refused } = synthesize(composeFleet(new App(), fleet, synthesized), 'fleet');
  expect(refused).toEqual([]);
  return set.manifests.map(({ object }) => object);
}

/** One object of a kind. */
function one(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const found = objects.filter((object) => object.kind === kind);
  expect(found).toHaveLength(1);
  return found[0]!;
}

interface Spec {
  readonly [field: string]: unknown;
  readonly template?: { readonly metadata: object; readonly spec: Spec };
  readonly syncPolicy?: { readonly syncOptions: readonly string[] };
  readonly source?: object;
}

const specOf = (object: KubernetesObject) => object['spec'] as Spec;

const COMMON = 'labels: { app.kubernetes.io/managed-by: gitops, istio.io/config-source: git';

test('an environment with one cluster has an Application, and all that share the delivery one project', () => {
  const delivery = argoCd({
    subscriptions: [{ triggers: ['on-sync-failed'], service: 'slack', recipients: ['istio-alerts'] }],
  });
  const objects = deliver({
    development: { delivery, clusters: [{ ...us, region: undefined }] },
    staging: { delivery, clusters: [staging], contents: { namespaces: ['istio-system', 'payments'] } },
  });
  const application = (name: string, cluster: string, server: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: istio-config-${name}
  namespace: argocd
  ${COMMON}, environment: ${name} }
  annotations:
    argocd.argoproj.io/compare-options: ServerSideDiff=true
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
    notifications.argoproj.io/subscribe.on-sync-failed.slack: istio-alerts
spec:
  project: istio-config
  source:
    repoURL: https://git.example.com/mesh.git
    targetRevision: main
    path: deploy/overlays/${name}
    kustomize: { commonLabels: { cluster: ${cluster} }, labelWithoutSelector: true }
  destination: { server: ${server}, namespace: istio-system }
  revisionHistoryLimit: 10
  syncPolicy:
    automated: { prune: true, selfHeal: true, allowEmpty: false }
    syncOptions:
      - Validate=true
      - ServerSideApply=true
      - RespectIgnoreDifferences=true
      - PruneLast=true
      - FailOnSharedResource=true
    retry: { limit: 5, refresh: true, backoff: { duration: 5s, factor: 2, maxDuration: 180s } }
`;
  expect(objects).toEqual(
    documents(`
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: istio-config
  namespace: argocd
  ${COMMON} }
  annotations: { argocd.argoproj.io/sync-wave: '-1' }
spec:
  description: Istio configuration of development, staging
  sourceRepos: [https://git.example.com/mesh.git]
  destinations:
    - { server: https://us.example.com, namespace: istio-system }
    - { server: https://us.example.com, namespace: shop }
    - { server: https://kubernetes.default.svc, namespace: istio-system }
    - { server: https://kubernetes.default.svc, namespace: payments }
  clusterResourceWhitelist: [{ group: '', kind: Namespace }]
  namespaceResourceWhitelist: [{ group: networking.istio.io, kind: VirtualService }]
---${application('development', 'us', 'https://us.example.com')}
---${application('staging', 'staging', 'https://kubernetes.default.svc')}`),
  );
});

test('an environment with several clusters has an ApplicationSet, whose Applications differ in labels alone', () => {
  const objects = deliver({ production: { delivery: argoCd(), clusters: [us, eu] } });
  const set = one(objects, 'ApplicationSet');
  expect(set).toEqual(
    documents(`
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: istio-config-production
  namespace: argocd
  ${COMMON}, environment: production }
  annotations: { argocd.argoproj.io/sync-options: 'Prune=confirm,Delete=confirm' }
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - list:
        elements:
          - { cluster: us, region: us-east-1, server: https://us.example.com }
          - { cluster: eu, region: eu-west-1, server: https://eu.example.com }
  preservedFields: { annotations: [argocd.argoproj.io/deletion-approved] }
  syncPolicy: { preserveResourcesOnDeletion: true }
  template:
    metadata:
      name: istio-config-production-{{.cluster}}
      labels: { environment: production, cluster: '{{.cluster}}', region: '{{.region}}' }
      annotations: { argocd.argoproj.io/compare-options: ServerSideDiff=true }
    spec:
      project: istio-config
      source:
        repoURL: https://git.example.com/mesh.git
        targetRevision: main
        path: deploy/overlays/production
        kustomize: { commonLabels: { cluster: '{{.cluster}}', region: '{{.region}}' }, labelWithoutSelector: true }
      destination: { server: '{{.server}}', namespace: istio-system }
      revisionHistoryLimit: 10
      syncPolicy:
        automated: { prune: true, selfHeal: true, allowEmpty: false }
        syncOptions:
          - Validate=true
          - ServerSideApply=true
          - RespectIgnoreDifferences=true
          - PruneLast=true
          - FailOnSharedResource=true
        retry: { limit: 5, refresh: true, backoff: { duration: 5s, factor: 2, maxDuration: 180s } }
`)[0],
  );
  expect(objects.filter(({ kind }) => kind === 'Application')).toEqual([]);
});

test.each(['cluster', 'region'] as const)('a rolling sync goes by %s, in order, without automated sync', (by) => {
  const near = { name: 'us-2', server: 'https://us-2.example.com', region: 'us-east-1' };
  const set = one(
    deliver({ production: { delivery: argoCd({ rollingSync: by }), clusters: [us, eu, near] } }),
    'ApplicationSet',
  );
  const values = { cluster: ['us', 'eu', 'us-2'], region: ['us-east-1', 'eu-west-1'] }[by];
  expect(specOf(set)['strategy']).toEqual({
    type: 'RollingSync',
    rollingSync: {
      steps: values.map((value) => ({ matchExpressions: [{ key: by, operator: 'In', values: [value] }] })),
    },
  });
  // The controller turns it off, and prunes if it said so.
  expect(specOf(set).template?.spec.syncPolicy).toMatchObject({ automated: { prune: true } });
  expect(JSON.stringify(set)).not.toContain('selfHeal');
});

test('one cluster has nothing to roll over, and keeps its automated sync', () => {
  const objects = deliver({ staging: { delivery: argoCd({ rollingSync: 'region' }), clusters: [staging] } });
  expect(specOf(one(objects, 'Application')).syncPolicy).toMatchObject({ automated: { selfHeal: true } });
});

test('names, namespaces, retries and what deletion does are choices', () => {
  const delivery = argoCd({
    name: 'mesh',
    project: 'platform',
    namespace: 'gitops',
    destinationNamespace: 'istio-config',
    retry: { limit: 2 },
    revisionHistoryLimit: 3,
    onDelete: 'background',
  });
  const objects = deliver({ staging: { delivery, clusters: [staging] }, production: { delivery, clusters: [us, eu] } });
  expect(objects.map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace!}/${name}`)).toEqual([
    'AppProject gitops/platform',
    'Application gitops/mesh-staging',
    'ApplicationSet gitops/mesh-production',
  ]);
  const application = one(objects, 'Application');
  expect(application.metadata['finalizers']).toEqual(['resources-finalizer.argocd.argoproj.io/background']);
  expect(application).toMatchObject({
    spec: {
      project: 'platform',
      destination: { namespace: 'istio-config' },
      revisionHistoryLimit: 3,
      syncPolicy: { retry: { limit: 2, backoff: { duration: '5s' } } },
    },
  });
  expect(one(objects, 'ApplicationSet')).toMatchObject({
    spec: {
      syncPolicy: { preserveResourcesOnDeletion: false },
      template: { metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io/background'] } },
    },
  });
});

test('Argo CD creates the namespace only where the set has none, and the project lets it', () => {
  const withNone = { kinds: [ROUTES] };
  const objects = deliver({ staging: { delivery: argoCd(), clusters: [staging], contents: withNone } });
  expect(specOf(one(objects, 'Application')).syncPolicy?.syncOptions).toContain('CreateNamespace=true');
  expect(specOf(one(objects, 'AppProject'))['clusterResourceWhitelist']).toEqual([{ group: '', kind: 'Namespace' }]);
});

describe('ignored differences', () => {
  const ignored = (contents: Partial<SetContents>) => {
    const objects = deliver({ staging: { delivery: argoCd(), clusters: [staging], contents } });
    return specOf(one(objects, 'Application'))['ignoreDifferences'];
  };

  test('are the fields that the set says others own, object by object', () => {
    const identity = { group: 'networking.istio.io', kind: 'VirtualService', namespace: 'shop', name: 'api-weights' };
    const pointers = ['/spec/http/0/route/0/weight', '/spec/http/0/route/1/weight'];
    const clusterWide = { group: 'example.com', kind: 'Thing', namespace: '', name: 'it' };
    const ownedFields = [
      { identity, pointers, owner: 'rollouts-controller', origin: {} },
      { identity: clusterWide, pointers: ['/spec/size'], owner: 'sizer', origin: {} },
    ];
    expect(ignored({ ownedFields })).toEqual([
      { ...identity, jsonPointers: pointers },
      { group: 'example.com', kind: 'Thing', name: 'it', jsonPointers: ['/spec/size'] },
    ]);
  });

  test('are what istiod writes into webhooks, where the set has some', () => {
    const webhooks = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'ValidatingAdmissionPolicy'];
    const kinds = webhooks.map((kind) => ({ group: 'admissionregistration.k8s.io', kind, isNamespaced: false }));
    const jqPathExpressions = ['.webhooks[]?.clientConfig.caBundle', '.webhooks[]?.failurePolicy'];
    expect(ignored({ kinds })).toEqual([
      { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration', jqPathExpressions },
      { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', jqPathExpressions },
    ]);
  });

  test('are none otherwise', () => {
    expect(ignored({})).toBeUndefined();
  });
});

describe('objects of environments', () => {
  test.each([
    [{ group: '', kind: 'Namespace' }, 'namespaces', true],
    [{ group: '', kind: 'ConfigMap' }, 'foundations', false],
    [{ group: 'security.istio.io', kind: 'PeerAuthentication' }, 'mesh-defaults', false],
    [{ group: 'networking.istio.io', kind: 'Gateway' }, 'gateways', true],
    [{ group: 'gateway.networking.k8s.io', kind: 'Gateway' }, 'gateways', false],
    [{ group: 'networking.istio.io', kind: 'DestinationRule' }, 'destinations', false],
    [{ group: 'networking.istio.io', kind: 'VirtualService' }, 'routes', false],
    [{ group: 'security.istio.io', kind: 'AuthorizationPolicy' }, 'policies', false],
  ] as const)('have the wave of their tier: %j is of %s', (kind, tier, isConfirmed) => {
    expect(argoCd().annotationsOf(kind)).toEqual({
      'argocd.argoproj.io/sync-wave': String(TIERS.indexOf(tier)),
      ...(isConfirmed && { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' }),
    });
  });
});

/** As Argo CD 3.2 decides it: `IsGroupKindPermitted` and `isDestinationMatched` of its AppProject. */
class Project {
  private readonly spec: {
    readonly destinations: readonly { server: string; namespace: string }[];
    readonly clusterResourceWhitelist?: readonly Kind[];
    readonly namespaceResourceWhitelist?: readonly Kind[];
    readonly namespaceResourceBlacklist?: readonly Kind[];
  };

  constructor(object: KubernetesObject) {
    this.spec = specOf(object) as never;
  }

  allowsKind({ group, kind, isNamespaced }: Kind & { isNamespaced: boolean }): boolean {
    const { clusterResourceWhitelist, namespaceResourceWhitelist, namespaceResourceBlacklist } = this.spec;
    const has = (list: readonly Kind[] = []): boolean => {
      return list.some((one) => ['*', group].includes(one.group) && ['*', kind].includes(one.kind));
    };
    if (!isNamespaced) return has(clusterResourceWhitelist);
    return (
      (namespaceResourceWhitelist === undefined || has(namespaceResourceWhitelist)) && !has(namespaceResourceBlacklist)
    );
  }

  allowsDestination(server: string, namespace: string): boolean {
    return this.spec.destinations.some((one) => one.server === server && one.namespace === namespace);
  }
}

test('a project allows the kinds, and the namespaces on the clusters, of its environments and no others', () => {
  const groups = ['', 'networking.istio.io', 'security.istio.io', 'example.com'];
  const kind = fc.record({
    group: fc.constantFrom(...groups),
    kind: fc.constantFrom('A', 'B', 'C'),
    isNamespaced: fc.boolean(),
  });
  const namespaces = ['istio-system', 'shop', 'payments', 'gateways'];
  const servers = [1, 2, 3, 4].map((number) => `https://${number}.example.com`);
  const environment = fc.record({
    kinds: fc.uniqueArray(kind, { selector: (one) => `${one.group}/${one.kind}` }),
    namespaces: fc.subarray(namespaces),
    servers: fc.subarray(servers, { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(environment, { minLength: 1, maxLength: 4 }), (environments) => {
      const delivery = argoCd();
      const delivered = environments.map((one, i): [string, Delivered] => [
        `env-${i}`,
        {
          delivery,
          clusters: one.servers.map((server, c) => ({ name: `c${i}-${c}`, server })),
          contents: { kinds: [NAMESPACE, ...one.kinds], namespaces: one.namespaces },
        },
      ]);
      const project = new Project(one(deliver(Object.fromEntries(delivered)), 'AppProject'));
      for (const group of groups) {
        for (const name of ['A', 'B', 'C']) {
          for (const isNamespaced of [true, false]) {
            const asked = { group, kind: name, isNamespaced };
            const isMeant = environments.some(({ kinds }) => {
              return kinds.some((other) => JSON.stringify(sorted(other)) === JSON.stringify(sorted(asked)));
            });
            expect([asked, project.allowsKind(asked)]).toEqual([asked, isMeant]);
          }
        }
      }
      for (const server of servers) {
        for (const namespace of namespaces) {
          const isMeant = environments.some((other) => {
            return other.servers.includes(server) && [...other.namespaces, 'istio-system'].includes(namespace);
          });
          expect([server, namespace, project.allowsDestination(server, namespace)]).toEqual([
            server,
            namespace,
            isMeant,
          ]);
        }
      }
    }),
    { numRuns: 40 },
  );
});

function sorted({ group, kind, isNamespaced }: Kind & { isNamespaced: boolean }): unknown {
  return [group, kind, isNamespaced];
}

test.each<[string, ArgoCdProps, readonly Cluster[], string]>([
  [
    'a cluster with variables',
    {},
    [{ name: 'eu', variables: { DOMAIN: 'eu.example.com' } }],
    '[production] the cluster eu has variables, and Argo CD substitutes nothing: ' +
      'remove `variables`, or deliver the environment by Flux',
  ],
  [
    'a cluster of several without a server',
    {},
    [us, { name: 'eu', region: 'eu-west-1' }],
    '[production] the cluster eu has no server, so it would be the one that Argo CD runs in: ' +
      "set the `server` of each cluster; that one's is https://kubernetes.default.svc",
  ],
  [
    'two clusters that are one',
    {},
    [us, { ...us, name: 'eu' }],
    '[production] two of its clusters are https://us.example.com: set the `server` of each, or remove one of them',
  ],
  [
    'a region of some clusters',
    {},
    [us, { name: 'eu', server: 'https://eu.example.com' }],
    '[production] the cluster eu has no region, and others have: set `region` of all clusters of the environment',
  ],
  [
    'a rolling sync by regions that there are not',
    { rollingSync: 'region' },
    [
      { name: 'us', server: 'https://us.example.com' },
      { name: 'eu', server: 'https://eu.example.com' },
    ],
    '[production] the cluster us has no region, and clusters are synced by region: ' +
      'set `region` of all clusters of the environment',
  ],
])('%s is refused', (_, props, clusters, message) => {
  expect(() => deliver({ production: { delivery: argoCd(props), clusters } })).toThrow(message);
});

test('two deliveries do not make one project', () => {
  const delivered = (props?: ArgoCdProps) => ({ delivery: argoCd(props), clusters: [staging] });
  expect(() => deliver({ staging: delivered(), testing: delivered() })).toThrow(
    '[argoCd] two deliveries make the project "istio-config": ' +
      'let the environments share one argoCd(…), or give each a `project` and a `name`',
  );
  expect(deliver({ staging: delivered(), testing: delivered({ project: 'testing' }) })).toHaveLength(4);
});

test('an environment may be called as anything else', () => {
  expect(deliver({ project: { delivery: argoCd(), clusters: [staging] } })).toHaveLength(2);
});

test('no two Applications have one name', () => {
  const delivery = argoCd();
  const delivered = {
    'production-eu': { delivery, clusters: [staging] },
    production: { delivery, clusters: [us, eu] },
  };
  expect(() => deliver(delivered)).toThrow(
    '[argoCd] two Applications would be called "istio-config-production-eu": rename an environment or a cluster',
  );
});

test('props are checked', () => {
  expect(() => argoCd({ projects: 'mesh' } as never)).toThrow(
    '[argoCd] there is no prop projects; did you mean "project"?: rename or remove it',
  );
});
