import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import sources from '../../imports/sources.json';
import { BackupSpec } from '../../imports/velero.io';
import { ConfigMap, CustomResource, hours, MeshNamespace, MeshService } from '../../src';
import { contentsOf } from '../../src/model/set-contents';
import { Backup, BackupProps } from '../../src/patterns';
import { backupContents, resourceName } from '../../src/patterns/backup-contents';
import { synthesize } from '../../src/synth/synthesize';
import { chartOf } from '../fixtures/trees';

/** What the Schedule of a chart says, and the set that it is in. */
function composed(build: (chart: Chart) => void, props?: BackupProps) {
  const chart = chartOf((chart) => {
    new Backup(chart, 'nightly', props);
    build(chart); // after it: what comes later is in the backup, too
  });
  const { set, refused } = synthesize(chart, 'test');
  const [schedule] = set.ofKind('velero.io', 'Schedule');
  return { set, refused, spec: schedule!.object['spec'] as { schedule: string; template: BackupSpec } };
}

test('a backup is of what the set has, and of nothing else', () => {
  const { spec, refused } = composed((chart) => {
    new MeshNamespace(chart, 'shop', { revision: 'default' });
    new MeshService(chart, 'cart', { namespace: 'shop', port: 80 });
  });
  expect(refused).toEqual([]);
  expect(spec).toEqual({
    schedule: '0 */6 * * *',
    template: {
      includedNamespaces: ['shop', 'velero'],
      includedNamespaceScopedResources: [
        'destinationrules.networking.istio.io',
        'virtualservices.networking.istio.io',
        'schedules.velero.io',
      ],
      includedClusterScopedResources: ['namespaces'],
      excludedClusterScopedResources: ['customresourcedefinitions.apiextensions.k8s.io'],
      snapshotVolumes: false,
      storageLocation: 'default',
      ttl: '720h0m0s',
    },
  });
});

test('a backup may say otherwise', () => {
  const { set, spec } = composed(() => undefined, {
    name: 'other',
    namespace: 'backups',
    cron: '@daily',
    retention: hours(36),
    storageLocation: 's3',
    paused: true,
  });
  expect(set.manifests[0]!.key).toBe('velero.io/Schedule/backups/other');
  expect(spec).toMatchObject({ schedule: '@daily', paused: true, template: { ttl: '36h0m0s', storageLocation: 's3' } });
});

test('only a set with CRDs has them backed up, which Velero would do by itself', () => {
  const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  const { template } = composed(
    (chart) => new ApiObject(chart, 'crd', { ...definition, metadata: { name: 'a.b.c' } }),
  ).spec;
  expect(template.includedClusterScopedResources).toEqual(['customresourcedefinitions.apiextensions.k8s.io']);
  expect(template.excludedClusterScopedResources).toBeUndefined();
});

test('Secrets of cert-manager are in it on demand', () => {
  const { template } = composed(() => undefined, { issuedSecrets: true }).spec;
  expect(template.includedNamespaceScopedResources).toEqual(['schedules.velero.io', 'secrets']);
});

test('of objects with the labels of the outermost chart only', () => {
  const chart = new Chart(Testing.app(), 'chart', { labels: { environment: 'test' } });
  const inner = new Chart(chart, 'inner');
  new ConfigMap(chart, 'outside', { metadata: { name: 'a', namespace: 'shop' }, data: {} });
  new Backup(inner, 'nightly');
  const [schedule] = synthesize(chart, 'test', { environment: 'test' }).set.ofKind('velero.io', 'Schedule');
  expect(schedule?.object['spec']).toMatchObject({
    template: { includedNamespaces: ['shop', 'velero'], labelSelector: { matchLabels: { environment: 'test' } } },
  });
});

test('of objects as JSON patches leave them', () => {
  const { spec } = composed((chart) => {
    const map = new ConfigMap(chart, 'map', { metadata: { name: 'a', namespace: 'shop' }, data: {} });
    map.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'elsewhere'));
  });
  expect(spec.template.includedNamespaces).toEqual(['elsewhere', 'velero']);
});

test('a Schedule that is patched itself does not ask itself', () => {
  const chart = chartOf((chart) => {
    new Backup(chart, 'nightly').schedule.addJsonPatch(JsonPatch.add('/spec/skipImmediately', true));
  });
  const [schedule] = synthesize(chart, 'test').set.manifests;
  expect(schedule!.object['spec']).toMatchObject({
    skipImmediately: true,
    template: { includedNamespaces: ['velero'] },
  });
});

test('cdk8s synthesizes the same', () => {
  const chart = chartOf((chart) => {
    new Backup(chart, 'nightly');
    new MeshService(chart, 'cart', { namespace: 'shop', port: 80 });
  });
  const { set } = synthesize(chart, 'test');
  const own = (Testing.synth(chart) as { kind: string }[]).find(({ kind }) => kind === 'Schedule');
  expect(JSON.parse(JSON.stringify(own))).toEqual(set.ofKind('velero.io', 'Schedule')[0]!.object);
});

test('whatever is in a set, its backup is of exactly these kinds in exactly these namespaces', () => {
  const kinds = fc.constantFrom(...sources);
  const objects = fc.uniqueArray(
    fc.record({ kind: kinds, namespace: fc.constantFrom('a', 'b', 'c'), name: fc.constantFrom('x', 'y') }),
    { selector: ({ kind, namespace, name }) => [kind.group, kind.kind, namespace, name].join() },
  );
  fc.assert(
    fc.property(objects, (wanted) => {
      const chart = chartOf((chart) => {
        new Backup(chart, 'nightly');
        for (const [i, { kind, namespace, name }] of wanted.entries()) {
          const place = kind.scope === 'Namespaced' ? { namespace } : {};
          const gvk = { apiVersion: kind.apiVersion, kind: kind.kind };
          new CustomResource(chart, `object-${i}`, gvk, { metadata: { ...place, name } });
        }
      });
      const { set } = synthesize(chart, 'test');
      const [schedule] = set.ofKind('velero.io', 'Schedule').filter(({ identity }) => identity.name === 'nightly');
      expect((schedule!.object['spec'] as { template: object }).template).toMatchObject(
        backupContents(contentsOf(set)),
      );
      const plurals = new Set(wanted.map(({ kind }) => `${kind.plural}.${kind.group}`));
      const { includedNamespaceScopedResources = [], includedClusterScopedResources = [] } = backupContents(
        contentsOf(set),
      );
      const included = new Set([
        ...(includedNamespaceScopedResources ?? []),
        ...(includedClusterScopedResources ?? []),
      ]);
      expect(included).toEqual(plurals.add('schedules.velero.io'));
    }),
    { numRuns: 50 },
  );
});

test.each(sources)('$kind of $group is called as its CRD says', ({ group, kind, plural }) => {
  expect(resourceName({ group, kind })).toBe(`${plural}.${group}`);
});

test.each([
  ['', 'Namespace', 'namespaces'],
  ['', 'ConfigMap', 'configmaps'],
  ['networking.k8s.io', 'NetworkPolicy', 'networkpolicies.networking.k8s.io'],
  ['networking.k8s.io', 'Ingress', 'ingresses.networking.k8s.io'],
  ['storage.k8s.io', 'StorageClass', 'storageclasses.storage.k8s.io'],
])('a %s %s is called %s', (group, kind, name) => {
  expect(resourceName({ group, kind })).toBe(name);
});
