import sources from '../../imports/sources.json';
import type { BackupSpec } from '../../imports/velero.io';
import { applyOrder } from '../../src/mesh/apply-order';
import { dependencies } from '../../src/mesh/dependencies';
import { Mesh } from '../../src/mesh/mesh';
import { groupOf, identityKey, identityOf, KubernetesObject } from '../../src/model/identity';
import { canonicalObject, manifestOf } from '../../src/model/manifest';
import { ManifestSet } from '../../src/model/manifest-set';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { KubeApi } from './kube-api';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';
import { overlayOf, sampleSets } from './sample';

/** Kinds of Kubernetes itself that the sample or a neighbour of it has. */
const CORE = [
  { apiVersion: 'v1', kind: 'Namespace', resource: 'namespaces' },
  { apiVersion: 'v1', kind: 'ConfigMap', resource: 'configmaps' },
  { apiVersion: 'v1', kind: 'Secret', resource: 'secrets' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', resource: 'networkpolicies.networking.k8s.io' },
];
const KINDS = [
  ...CORE,
  ...sources.map(({ apiVersion, kind, plural, group }) => ({ apiVersion, kind, resource: `${plural}.${group}` })),
];

/** What other teams have in the same cluster. */
const NEIGHBOURS: readonly KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'billing' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'default' }, stringData: { token: 'a' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, data: {} },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 'own', namespace: 'billing', labels: { environment: 'production' } },
    spec: { egress: [{ hosts: ['./*'] }] },
  },
];

/** The objects of an environment in the deploy tree, in the order of kustomize. */
async function built(environment: string): Promise<readonly KubernetesObject[]> {
  return objectsIn(await kustomizeBuild(overlayOf(environment)));
}

/** The same in apply order. */
async function treeOf(environment: string): Promise<readonly KubernetesObject[]> {
  const objects = await built(environment);
  const manifests = objects.map((object) => manifestOf(canonicalObject(object), {}));
  const mesh = new Mesh(new ManifestSet(environment, manifests));
  const { manifests: ordered, backward, cycles } = applyOrder(manifests, dependencies(mesh));
  expect([backward, cycles]).toEqual([[], []]);
  return ordered.map(({ object }) => object);
}

/** A cluster after its bootstrap: with the operators' CRDs, and the namespaces that are not in the tree. */
async function emptyCluster(tree: readonly KubernetesObject[]): Promise<KubeApi> {
  const api = await KubeApi.start();
  const groups = new Set(tree.map(({ apiVersion }) => groupOf(apiVersion)));
  await api.install(customResourceDefinitions().filter(({ spec }) => groups.has(spec.group)));
  const own = new Set(tree.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const namespaces = tree.flatMap(({ metadata }) => metadata.namespace ?? []);
  await api.createNamespaces(namespaces.filter((name) => !own.has(name)));
  return api;
}

/** One after the other, so that an object that is needed by an earlier one would be missing. */
async function applyAll(api: KubeApi, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) await api.apply(object);
}

const SET_BY_THE_SERVER = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];
const SET_BY_VELERO = ['velero.io/backup-name', 'velero.io/restore-name'];

function without(fields: object | undefined, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([name]) => !names.includes(name)));
}

/** An object as people have written it. */
function written({ metadata, ...rest }: KubernetesObject): object {
  const labels = without(metadata.labels, SET_BY_VELERO);
  return { ...without(rest, ['status']), metadata: { ...without(metadata, SET_BY_THE_SERVER), labels } };
}

/** What Velero makes of an object that it has backed up. */
function restored({ apiVersion, kind, metadata, ...rest }: KubernetesObject): KubernetesObject {
  const kept = { ...without(metadata, SET_BY_THE_SERVER), name: metadata.name };
  const labels = { ...metadata.labels, ...Object.fromEntries(SET_BY_VELERO.map((label) => [label, 'drill'])) };
  return { apiVersion, kind, metadata: { ...kept, labels }, ...without(rest, ['status']) };
}

async function readAll(api: KubeApi, objects: readonly KubernetesObject[]): Promise<object[]> {
  const found = await Promise.all(objects.map((object) => api.get(object)));
  return found.map((object, i) => (object === undefined ? { missing: identityOf(objects[i]!) } : written(object)));
}

/** What Velero takes of a cluster, by the fields of its template that we set. */
async function backedUp(api: KubeApi, template: BackupSpec): Promise<readonly KubernetesObject[]> {
  const clusterScoped = template.includedClusterScopedResources ?? [];
  const resources = [...clusterScoped, ...(template.includedNamespaceScopedResources ?? [])];
  const included = KINDS.filter(({ resource }) => resources.includes(resource));
  expect(included).toHaveLength(resources.length);
  const lists = await Promise.all(included.map(({ apiVersion, kind }) => api.list(apiVersion, kind)));
  const labels = Object.entries(template.labelSelector?.matchLabels ?? {});
  return lists.flat().filter((object) => {
    const { namespace, name } = object.metadata;
    // Namespaces are taken by their names, whatever labels they have.
    if (object.kind === 'Namespace') return template.includedNamespaces?.includes(name);
    if (namespace !== undefined && template.includedNamespaces?.includes(namespace) !== true) return false;
    return labels.every(([label, value]) => object.metadata.labels?.[label] === value);
  });
}

const keysOf = (objects: readonly KubernetesObject[]): string[] =>
  objects.map((object) => identityKey(identityOf(object))).sort();

describeWith([...CONTROL_PLANE_PROGRAMS, 'kustomize'], 'after a cluster is lost', () => {
  const clusters: KubeApi[] = [];

  async function cluster(tree: readonly KubernetesObject[]): Promise<KubeApi> {
    const api = await emptyCluster(tree);
    clusters.push(api);
    return api;
  }

  afterEach(async () => {
    await Promise.all(clusters.splice(0).map((api) => api.stop()));
  });

  test.each(sampleSets())('the tree of $name gives an empty one the same objects again', async ({ name }) => {
    const tree = await treeOf(name);
    const [lost, empty] = [await cluster(tree), await cluster(tree)];
    await applyAll(lost, await built(name));
    await applyAll(empty, tree);
    const again = await readAll(empty, tree);
    expect(again).toEqual(await readAll(lost, tree));
    expect(again).toMatchObject(tree);
  });

  test('the backup of production has all of its objects and no other, and Git changes nothing that it restores', async () => {
    const tree = await treeOf('production');
    const [lost, empty] = [await cluster(tree), await cluster(tree)];
    await applyAll(lost, [...tree, ...NEIGHBOURS]);
    const schedule = tree.find(({ kind }) => kind === 'Schedule')!;
    const { template } = schedule['spec'] as { template: BackupSpec };
    const backup = await backedUp(lost, template);
    const others = [...new Set(tree.flatMap(({ metadata }) => metadata.namespace ?? []))]
      .filter((namespace) => !tree.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace))
      .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    expect(keysOf(backup)).toEqual(keysOf([...tree, ...others]));

    await applyAll(empty, backup.map(restored));
    expect(await readAll(empty, tree)).toEqual(await readAll(lost, tree));

    const generations = async (): Promise<unknown[]> =>
      (await Promise.all(tree.map((object) => empty.get(object)))).map((object) => object?.metadata['generation']);
    const before = await generations();
    await applyAll(empty, tree);
    expect(await generations()).toEqual(before);
    expect(await readAll(empty, tree)).toEqual(await readAll(lost, tree));
  });
});
