import { App } from 'cdk8s';
import type { KustomizationSpec } from '../../../imports/kustomize.toolkit.fluxcd.io';
import { flux, FluxProps } from '../../../src/delivery/flux';
import { PropsError } from '../../../src/model/props-error';
import { FleetScope } from '../../../src/platform/fleet-scope';
import { documents } from '../../fixtures/manifests';
import { minutes, seconds } from '../../../src/model/duration';
import { composed, delivered, named } from './fleets';

interface Kustomization {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: KustomizationSpec;
}

const eu = { name: 'eu', region: 'eu-west-1', variables: { DOMAIN: 'eu.example.com' } };
const us = { name: 'us', region: 'us-east-1', variables: { DOMAIN: 'us.example.com' } };

test('an environment of one folder is one Kustomization of the fleet’s repository', () => {
  expect(composed(flux(), delivered())).toEqual(
    documents(`
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: istio-config
  namespace: flux-system
  labels: { app.kubernetes.io/managed-by: gitops, istio.io/config-source: git }
spec:
  interval: 1m
  url: https://github.com/your-org/mesh
  ref: { branch: main }
  ignore: |
    /*
    !/deploy
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: cluster-config-eu
  namespace: flux-system
  labels:
    app.kubernetes.io/managed-by: gitops
    istio.io/config-source: git
    cluster: eu
    reconcile.fluxcd.io/watch: Enabled
data: { CLUSTER_NAME: eu }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: production-eu
  namespace: flux-system
  labels:
    app.kubernetes.io/managed-by: gitops
    istio.io/config-source: git
    cluster: eu
    environment: production
spec:
  interval: 60m
  retryInterval: 2m
  timeout: 3m
  sourceRef: { kind: GitRepository, name: istio-config }
  path: ./deploy/overlays/production
  prune: true
  wait: true
  force: false
`),
  );
});

describe('an environment with stages', () => {
  const stages = ['applications', 'gateways', 'istio-system', 'policies', 'secrets', 'telemetry'];
  const made = named<Kustomization>(composed(flux(), delivered({ stages, clusters: [eu, us] })), 'Kustomization');

  test('has a Kustomization for each folder and cluster', () => {
    const paths = [...made].map(([name, { spec, metadata }]) => [name, spec.path, metadata.labels['cluster']]);
    expect(paths).toEqual(
      ['eu', 'us'].flatMap((cluster) =>
        ['istio-system', 'secrets', 'gateways', 'applications', 'policies', 'telemetry'].map((folder) => [
          `production-${cluster}-${folder}`,
          `./deploy/overlays/production/${folder}`,
          cluster,
        ]),
      ),
    );
  });

  test.each([
    ['istio-system', undefined],
    ['secrets', undefined],
    ['gateways', ['istio-system', 'secrets']],
    ['applications', ['gateways']],
    ['policies', ['applications']],
    ['telemetry', ['applications']],
  ])('applies %s after %p', (folder, after) => {
    const dependsOn = made.get(`production-eu-${folder}`)!.spec.dependsOn;
    expect(dependsOn).toEqual(after?.map((other) => ({ name: `production-eu-${other}` })));
  });

  test('has the labels that only the kustomization of all folders adds', () => {
    for (const { spec } of made.values()) {
      expect(spec.commonMetadata).toEqual({ labels: { environment: 'production' } });
    }
  });
});

describe('the source', () => {
  const sourceOf = (props: FluxProps, path: string): unknown => {
    const repository = { url: 'git@github.com:your-org/mesh.git', branch: 'main', path };
    const [source] = composed(flux(props), delivered({ repository }));
    return (source as unknown as { readonly spec: unknown }).spec;
  };

  test.each([
    ['deploy', '/*\n!/deploy\n'],
    ['a/b/deploy', '/*\n!/a\n/a/*\n!/a/b\n/a/b/*\n!/a/b/deploy\n'],
    ['', undefined],
  ])('of a tree in "%s" leaves out %p', (path, ignore) => {
    expect(sourceOf({}, path)).toEqual({
      interval: '1m',
      url: 'ssh://git@github.com/your-org/mesh.git',
      ref: { branch: 'main' },
      ...(ignore === undefined ? {} : { ignore }),
    });
  });

  test('may be private and signed', () => {
    const verify = { mode: 'Tag', secretRef: { name: 'signers' } } as const;
    const source = { kind: 'GitRepository', secretRef: { name: 'github' }, verify, interval: minutes(5) } as const;
    expect(sourceOf({ source }, '')).toMatchObject({ secretRef: { name: 'github' }, verify, interval: '5m' });
  });

  test('may be an artifact, whose root is the deploy tree', () => {
    const source = { kind: 'OCIRepository', url: 'oci://ghcr.io/your-org/mesh', ref: { tag: 'production' } } as const;
    const objects = composed(flux({ source, name: 'mesh' }), delivered());
    expect(objects[0]).toMatchObject({ kind: 'OCIRepository', metadata: { name: 'mesh' } });
    expect(named(objects, 'Kustomization').get('production-eu')).toMatchObject({
      spec: { path: './overlays/production', sourceRef: { kind: 'OCIRepository', name: 'mesh' } },
    });
  });

  test('is shared by the environments of a delivery', () => {
    const objects = composed(
      flux(),
      delivered(),
      delivered({ name: 'staging', path: 'overlays/staging', clusters: [us] }),
    );
    expect(named(objects, 'GitRepository').size).toBe(1);
    expect([...named(objects, 'Kustomization').keys()]).toEqual(['production-eu', 'staging-us']);
  });

  test('of two deliveries needs two names', () => {
    const fleet = new FleetScope(new App());
    flux().compose(fleet, [delivered()]);
    flux({ name: 'other' }).compose(fleet, [delivered({ name: 'staging', clusters: [us] })]);
    expect(() => flux().compose(fleet, [delivered()])).toThrow(
      '[fleet] two deliveries by Flux are called "istio-config": share one flux() among their environments, or set `name`',
    );
  });
});

test('how folders are applied is a choice', () => {
  const reconciliation = {
    interval: minutes(10),
    timeout: seconds(45),
    deletionPolicy: 'Orphan',
    prune: false,
  } as const;
  const objects = composed(flux({ reconciliation }), delivered());
  expect(named(objects, 'Kustomization').get('production-eu')).toMatchObject({
    spec: { interval: '10m', timeout: '45s', deletionPolicy: 'Orphan', prune: false, wait: true },
  });
});

describe('health', () => {
  test('is asked of the groups of Istio that the environment has', () => {
    const kinds = [
      { group: '', kind: 'ConfigMap', isNamespaced: true },
      { group: 'cert-manager.io', kind: 'Certificate', isNamespaced: true },
      { group: 'networking.istio.io', kind: 'Gateway', isNamespaced: true },
      { group: 'networking.istio.io', kind: 'VirtualService', isNamespaced: true },
    ];
    const contents = { kinds, namespaces: [], ownedFields: [] };
    const objects = composed(flux(), delivered({ contents }));
    const { spec } = named<Kustomization>(objects, 'Kustomization').get('production-eu')!;
    expect(spec.healthCheckExprs).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        failed: expect.stringContaining("m.level == 'ERROR'") as string,
        current: 'true',
      },
    ]);
  });

  test('is asked of SealedSecrets, which say Synced and not Ready', () => {
    const kinds = [{ group: 'bitnami.com', kind: 'SealedSecret', isNamespaced: true }];
    const objects = composed(flux(), delivered({ contents: { kinds, namespaces: [], ownedFields: [] } }));
    const { spec } = named<Kustomization>(objects, 'Kustomization').get('production-eu')!;
    expect(spec.healthCheckExprs).toEqual([
      {
        apiVersion: 'bitnami.com/v1alpha1',
        kind: 'SealedSecret',
        current: expect.stringContaining("c.type == 'Synced' && c.status == 'True'") as string,
      },
    ]);
  });

  test('names a status only where somebody has written one, because it is an error in CEL otherwise', () => {
    const contents = {
      kinds: [{ group: 'security.istio.io', kind: 'PeerAuthentication', isNamespaced: true }],
      namespaces: [],
      ownedFields: [],
    };
    const objects = composed(flux(), delivered({ contents }));
    const [health] = named<Kustomization>(objects, 'Kustomization').get('production-eu')!.spec.healthCheckExprs!;
    const guard = "metadata.managedFields.exists(f, has(f.subresource) && f.subresource == 'status')";
    expect(health!.failed!.startsWith(guard)).toBe(true);
    expect(health!.failed!.slice(guard.length).trimStart().startsWith('&& ')).toBe(true);
  });

  test('neither blames an object for a status about an older one, nor waits for a newer, which may never come', () => {
    const kinds = [{ group: 'security.istio.io', kind: 'PeerAuthentication', isNamespaced: true }];
    const objects = composed(flux(), delivered({ contents: { kinds, namespaces: [], ownedFields: [] } }));
    const [health] = named<Kustomization>(objects, 'Kustomization').get('production-eu')!.spec.healthCheckExprs!;
    expect(health!.inProgress).toBeUndefined();
    expect(health!.failed).toContain(
      '&& (!has(status.observedGeneration) || int(status.observedGeneration) == metadata.generation)',
    );
  });
});

test('fields that other controllers own are left to them', () => {
  const identity = { group: 'networking.istio.io', kind: 'VirtualService', namespace: 'default', name: 'api.v1' };
  const webhook = { group: '', kind: 'ConfigMap', namespace: '', name: 'it' };
  const ownedFields = [
    { identity, pointers: ['/spec/http/0/route/1/weight'], owner: 'flagger', origin: {} },
    { identity: webhook, pointers: ['/data'], owner: 'istiod', origin: {} },
    { identity, pointers: ['/spec/http/0/route/0/weight'], owner: 'flagger', origin: {} },
  ];
  const objects = composed(flux(), delivered({ contents: { kinds: [], namespaces: [], ownedFields } }));
  const { spec } = named<Kustomization>(objects, 'Kustomization').get('production-eu')!;
  expect(spec.ignore).toEqual([
    { paths: ['/data'], target: { kind: 'ConfigMap', name: 'it' } },
    {
      paths: ['/spec/http/0/route/0/weight', '/spec/http/0/route/1/weight'],
      target: { group: 'networking\\.istio\\.io', kind: 'VirtualService', name: 'api\\.v1', namespace: 'default' },
    },
  ]);
});

describe('what Flux hears and tells', () => {
  const objects = composed(
    flux({
      notifications: [
        { type: 'slack', channel: 'istio-alerts', secretRef: { name: 'slack-webhook' }, severity: 'info' },
        { type: 'generic', name: 'pager', secretRef: { name: 'pager' } },
        { type: 'github', address: 'https://github.com/your-org/mesh', secretRef: { name: 'github-token' } },
      ],
      receiver: { type: 'github', secretRef: { name: 'webhook-token' } },
    }),
    delivered({ clusters: [{ name: 'eu', region: 'eu-west-1' }, { name: 'lab' }] }),
  );

  test('each channel is a provider', () => {
    const providers = named(objects, 'Provider');
    expect([...providers].map(([name, { spec }]) => [name, spec])).toEqual([
      ['slack', { type: 'slack', channel: 'istio-alerts', secretRef: { name: 'slack-webhook' } }],
      ['pager', { type: 'generic', secretRef: { name: 'pager' } }],
      ['github', { type: 'github', address: 'https://github.com/your-org/mesh', secretRef: { name: 'github-token' } }],
    ]);
  });

  const alerts = named<{ metadata: object; spec: { eventSources: { kind: string; name: string }[] } }>(
    objects,
    'Alert',
  );

  test('alerts name the cluster that they come from', () => {
    expect([...alerts.keys()]).toEqual(['slack-eu', 'slack-lab', 'pager-eu', 'pager-lab', 'github-eu', 'github-lab']);
    expect(alerts.get('pager-eu')).toMatchObject({
      metadata: { labels: { cluster: 'eu' } },
      spec: { eventSeverity: 'error', eventMetadata: { cluster: 'eu', region: 'eu-west-1' } },
    });
    expect(alerts.get('slack-lab')).toMatchObject({
      spec: { eventSeverity: 'info', eventMetadata: { cluster: 'lab' } },
    });
  });

  test('alerts hear of every kind that can fail, and commit statuses of what is applied', () => {
    const sources = [
      'GitRepository',
      'OCIRepository',
      'Kustomization',
      'ImageRepository',
      'ImagePolicy',
      'ImageUpdateAutomation',
    ];
    expect(alerts.get('pager-lab')!.spec.eventSources).toEqual(sources.map((kind) => ({ kind, name: '*' })));
    expect(alerts.get('github-lab')!.spec).toMatchObject({
      eventSeverity: 'info',
      eventSources: [{ kind: 'Kustomization', name: '*' }],
    });
  });

  test('the forge announces commits to the source', () => {
    expect(named(objects, 'Receiver').get('istio-config')).toMatchObject({
      spec: { type: 'github', resources: [{ kind: 'GitRepository', name: 'istio-config' }] },
    });
  });

  test('a channel may be called as an alert of another one in a cluster', () => {
    const notifications = [{ type: 'slack' }, { type: 'slack', name: 'slack-eu' }] as const;
    const all = composed(flux({ notifications }), delivered());
    expect([...named(all, 'Provider').keys()]).toEqual(['slack', 'slack-eu']);
    expect([...named(all, 'Alert').keys()]).toEqual(['slack-eu', 'slack-eu-eu']);
  });

  test.each(['', 'constructor'])('the name "%s" is refused', (name) => {
    expect(() => flux({ name })).toThrow(`[flux] name is "${name}": pass another name`);
  });

  test('a commit status without repository or token is refused', () => {
    expect(() => composed(flux({ notifications: [{ type: 'gitlab' }] }), delivered())).toThrow(
      '[fleet/istio-config/notifications] gitlab has no repository to write commit statuses to, or no token: set `address` to the repository, and `secretRef` to a token that may write statuses',
    );
  });
});

describe('props are checked where they are passed', () => {
  test.each<[string, object, string]>([
    ['a misspelt prop', { notification: [] }, '[flux] there is no prop notification; did you mean "notifications"?'],
    [
      'an unknown source',
      { source: { kind: 'Bucket' } },
      '[flux] source.kind is "Bucket": use "GitRepository" or "OCIRepository"',
    ],
    [
      'a URL of another source',
      { source: { kind: 'GitRepository', url: 'https://github.com/a/b' } },
      '[flux] there is no prop source.url',
    ],
    [
      'two channels of one name',
      { notifications: [{ type: 'slack' }, { type: 'slack' }] },
      '[flux] notifications: two are called "slack": rename or remove one of them',
    ],
    ['a text as an interval', { reconciliation: { interval: '5m' } }, '[flux] reconciliation.interval is "5m"'],
  ])('%s', (_, props, message) => {
    expect(() => flux(props as FluxProps)).toThrow(PropsError);
    expect(() => flux(props as FluxProps)).toThrow(message);
  });
});
