import * as pulumi from '@pulumi/pulumi';
import { Provider } from '@pulumi/kubernetes/provider';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import fc from 'fast-check';
import { ConfigMap, FieldOwnership, Namespace } from '../../src';
import production from '../../environments/production';
import { readText } from '../../src/adapters/read-text';
import { applyOrder, tierOf, TIERS } from '../../src/mesh/apply-order';
import { dependencies } from '../../src/mesh/dependencies';
import { Mesh } from '../../src/mesh/mesh';
import { canonicalObject, manifestOf } from '../../src/model/manifest';
import { ManifestSet } from '../../src/model/manifest-set';
import { ManifestSetResources, ManifestSetResourcesArgs } from '../../src/pulumi';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize } from '../../src/synth/synthesize';
import { Registered, recordedStack, secretsOf } from './recorded-stack';

const COMPONENT = 'istio-gitops:kubernetes:ManifestSetResources';

interface Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly [field: string]: unknown;
}

function setOf(...objects: readonly Fields[]): ManifestSet {
  const manifests = objects.map(({ name, namespace, ...object }) =>
    manifestOf(canonicalObject({ ...object, metadata: { name, namespace } }), {}),
  );
  return new ManifestSet('test', manifests);
}

const configMap = (name: string): Fields => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'shop' });
const policy = (name: string): Fields => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  name,
  namespace: 'shop',
  spec: {},
});

async function applied(
  args: ManifestSetResourcesArgs,
  opts: pulumi.ComponentResourceOptions = {},
): Promise<Registered[]> {
  const { resources } = await recordedStack(() => new ManifestSetResources('mesh', args, opts));
  return resources.filter(({ type }) => type !== COMPONENT && !type.startsWith('pulumi:'));
}

async function appliedOne(object: Fields, args: Partial<ManifestSetResourcesArgs> = {}): Promise<Registered> {
  const [only, ...others] = await applied({ manifests: setOf(object), ...args });
  expect(others).toEqual([]);
  return only!;
}

/** All that is there before a resource, by name. */
function precedence(resources: readonly Registered[]): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, Set<string>>();
  // Nothing can depend on what is registered later.
  for (const { name, dependsOn } of resources) {
    before.set(name, new Set(dependsOn.flatMap((other) => [other, ...before.get(other)!])));
  }
  return before;
}

describe('objects', () => {
  test.each([
    ['v1', 'ConfigMap', 'kubernetes:core/v1:ConfigMap'],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'kubernetes:networking.k8s.io/v1:NetworkPolicy'],
    ['networking.istio.io/v1', 'Gateway', 'kubernetes:networking.istio.io/v1:Gateway'],
  ])('of %s %s have the type that the provider reads', async (apiVersion, kind, type) => {
    const { type: actual, inputs, parent } = await appliedOne({ apiVersion, kind, name: 'a', namespace: 'shop' });
    expect(actual).toBe(type);
    expect(inputs).toEqual({ apiVersion, kind, metadata: { name: 'a', namespace: 'shop' } });
    expect(parent).toBe('mesh');
  });

  test('are run by the plugin of the package that is installed', async () => {
    const { version } = require('@pulumi/kubernetes/package.json') as { version: string };
    expect((await appliedOne(configMap('a'))).version).toBe(version);
  });

  test('keep what they are when they move to another version of their kind', async () => {
    const { aliasTypes } = await appliedOne(policy('a'));
    expect(aliasTypes).toContain('kubernetes:security.istio.io/v1beta1:AuthorizationPolicy');
    expect(aliasTypes).not.toContain('kubernetes:security.istio.io/v1:AuthorizationPolicy');
    expect((await appliedOne(configMap('a'))).aliasTypes).toEqual([]);
  });

  test.each([
    ['v1', 'Namespace', true],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', true],
    ['v1', 'ConfigMap', false],
    ['example.com/v1', 'Namespace', false],
  ])('of %s %s stay when they are deleted: %s', async (apiVersion, kind, stays) => {
    expect((await appliedOne({ apiVersion, kind, name: 'a' })).isRetained).toBe(stays);
  });

  test.each([
    ['default', 'NamespacePatch'],
    ['kube-system', 'NamespacePatch'],
    ['istio-system', 'NamespacePatch'],
    ['shop', 'Namespace'],
  ])('the namespace %s is a %s', async (name, type) => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name };
    const one = await appliedOne(namespace, { existingNamespaces: ['istio-system'] });
    expect(one.type).toBe(`kubernetes:core/v1:${type}`);
    expect(one.isRetained).toBe(type === 'Namespace');
  });

  test('that are Secrets keep their values secret, going in and coming out', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      name: 'a',
      data: { a: 'Y2FuYXJ5' },
      stringData: { b: 'canary' },
    };
    const { inputs, secretOutputs } = await appliedOne(secret);
    expect(secretsOf(inputs)).toEqual(['/data', '/stringData']);
    expect(secretOutputs).toEqual(['data', 'stringData']);
  });

  test('leave fields to the controllers that own them', async () => {
    const chart = new Chart(new App(), 'shop');
    const resource = new ConfigMap(chart, 'cart', { metadata: { name: 'cart', namespace: 'shop' }, data: {} });
    new FieldOwnership(chart, 'weights', {
      resource,
      pointers: ['/spec/http/0/route/0/weight', '/metadata/annotations/example.com~1by'],
      owner: 'rollouts-controller',
    });
    const [only] = await applied({ manifests: chart });
    expect(only!.ignored).toEqual(['spec.http[0].route[0].weight', 'metadata.annotations["example.com/by"]']);
  });
});

describe('the order', () => {
  const environment = composeEnvironment(new App(), production, readText);
  const { set } = synthesize(environment, 'production', environment.labels);
  const nameOf = (key: string): string => `mesh:${key}`;

  test('has all that is referred to, and all tiers before its own, before an object', async () => {
    const resources = await applied({ manifests: set });
    const before = precedence(resources);
    expect(resources).toHaveLength(set.size);
    for (const { from, to } of dependencies(new Mesh(set))) {
      expect([...before.get(nameOf(from.key))!]).toContain(nameOf(to.key));
    }
    const tier = ({ identity }: { identity: Parameters<typeof tierOf>[0] }): number => TIERS.indexOf(tierOf(identity));
    for (const one of set) {
      const earlier = set.manifests.filter((other) => tier(other) < tier(one)).map(({ key }) => nameOf(key));
      expect([...before.get(nameOf(one.key))!]).toEqual(expect.arrayContaining(earlier));
    }
  });

  test('does not depend on the order of the manifests', async () => {
    const shuffled = new ManifestSet('production', [...set.manifests].reverse(), [], set.ownedFields);
    const edges = (resources: readonly Registered[]) => resources.map(({ name, dependsOn }) => ({ name, dependsOn }));
    expect(edges(await applied({ manifests: shuffled }))).toEqual(edges(await applied({ manifests: set })));
  });

  test('costs about two dependencies an object, however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 40 }), fc.nat({ max: 40 }), async (maps, policies) => {
        const objects = [
          ...Array.from({ length: maps }, (_, i) => configMap(`map-${i}`)),
          ...Array.from({ length: policies }, (_, i) => policy(`policy-${i}`)),
        ];
        const resources = await applied({ manifests: setOf(...objects) });
        const count = resources.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);
        expect(count).toBeLessThanOrEqual(2 * objects.length);
        const before = precedence(resources);
        const last = resources.filter(({ type }) => type.endsWith('Policy')).map(({ name }) => before.get(name)!.size);
        for (const size of last) expect(size).toBeGreaterThanOrEqual(maps);
      }),
      { numRuns: 5 },
    );
  });

  test('begins after what the component waits for', async () => {
    const { resources } = await recordedStack(() => {
      const provider = new Provider('cluster', {});
      const first = new ManifestSetResources('first', { manifests: setOf(configMap('a')) }, { provider });
      new ManifestSetResources(
        'mesh',
        { manifests: setOf(configMap('b'), policy('c')) },
        { dependsOn: first, provider },
      );
    });
    const before = precedence(resources.filter(({ type }) => type.startsWith('kubernetes:')));
    expect([...before.get('mesh:/ConfigMap/shop/b')!]).toEqual(['first:/ConfigMap/shop/a']);
    expect([...before.get('mesh:security.istio.io/AuthorizationPolicy/shop/c')!]).toContain('first:/ConfigMap/shop/a');
  });

  const delegate = (name: string, to: string): Fields => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    name,
    namespace: 'shop',
    spec: { hosts: [name], http: [{ delegate: { name: to } }] },
  });

  test('has a delegate before what delegates to it, in the same tier', async () => {
    const [first, ...others] = await applied({
      manifests: setOf(delegate('a', 'z'), delegate('b', 'z'), delegate('z', 'outside')),
    });
    expect(first!.name).toBe('mesh:networking.istio.io/VirtualService/shop/z');
    for (const { dependsOn } of others) expect(dependsOn).toContain(first!.name);
  });

  test('is refused where references lead in a circle', async () => {
    const circle = setOf(delegate('a', 'b'), delegate('b', 'a'));
    expect(applyOrder(circle.manifests, dependencies(new Mesh(circle))).cycles).toHaveLength(1);
    await expect(applied({ manifests: circle })).rejects.toThrow(
      /\[mesh\] references from VirtualService shop\/[ab] lead back to it.*: break the circle/,
    );
  });
});

describe('the component', () => {
  test('takes a cdk8s chart of any constructs', async () => {
    const chart = new Chart(new App(), 'shop');
    new Namespace(chart, 'namespace', { name: 'shop' });
    new ApiObject(chart, 'own', {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { name: 'thing', namespace: 'shop' },
    });
    expect((await applied({ manifests: chart })).map(({ name }) => name)).toEqual([
      'mesh:/Namespace//shop',
      'mesh:example.com/Thing/shop/thing',
    ]);
  });

  test('refuses a chart that synth would refuse, with the reason', async () => {
    const chart = new Chart(new App(), 'shop');
    const metadata = { name: 'a', namespace: 'shop' };
    new ConfigMap(chart, 'one', { metadata, data: {} });
    new ConfigMap(chart, 'two', { metadata, data: {} });
    await expect(applied({ manifests: chart })).rejects.toThrow(/\[mesh\] the manifests cannot be applied\n.*a/s);
  });

  test('refuses objects whose name the API server would make', async () => {
    const chart = new Chart(new App(), 'shop');
    const metadata = { generateName: 'job-', namespace: 'shop' };
    const job = new ApiObject(chart, 'job', { apiVersion: 'batch/v1', kind: 'Job', metadata });
    job.addJsonPatch(JsonPatch.remove('/metadata/name'));
    await expect(applied({ manifests: chart })).rejects.toThrow('/metadata/name is missing');
  });

  test('hands protection, provider and transforms on to every object', async () => {
    const { resources } = await recordedStack(() => {
      const provider = new Provider('cluster', {});
      const transform: pulumi.ResourceTransformation = ({ props, opts }) => ({
        props: { ...(props as object), label: 'added' },
        opts,
      });
      const args = { manifests: setOf(configMap('a'), policy('b')) };
      new ManifestSetResources('mesh', args, { provider, protect: true, transformations: [transform] });
    });
    const objects = resources.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(objects).toHaveLength(2);
    for (const { isProtected, provider, inputs } of objects) {
      expect(isProtected).toBe(true);
      expect(provider).toContain('cluster');
      expect(inputs['label']).toBe('added');
    }
  });

  test('is previewed whole while the cluster is not there yet', async () => {
    const { resources } = await recordedStack(
      () => {
        const kubeconfig = new Provider('of-a-cluster-to-come', {}).id;
        const provider = new Provider('cluster', { kubeconfig });
        new ManifestSetResources('mesh', { manifests: setOf(configMap('a'), policy('b')) }, { provider });
      },
      { isPreview: true },
    );
    expect(resources.filter(({ type }) => type.startsWith('kubernetes:'))).toHaveLength(2);
  });

  test('gives the resource of an object, and none of others', async () => {
    let found: (pulumi.CustomResource | undefined)[] = [];
    await recordedStack(() => {
      const component = new ManifestSetResources('mesh', { manifests: setOf(configMap('a')) });
      const identity = { group: '', kind: 'ConfigMap', namespace: 'shop' };
      found = [component.get({ ...identity, name: 'a' }), component.get({ ...identity, name: 'b' })];
    });
    expect(found).toEqual([expect.any(pulumi.CustomResource), undefined]);
  });
});
