import core from '../../../imports/kubernetes/kinds.json';
import sources from '../../../imports/sources.json';
import { DefinitionError, kindFromDefinition } from '../../../src/check/schema/definition';
import { misfitOf } from '../../../src/check/schema/definition-schema';
import { BUILT_IN, scopeOf } from '../../../src/check/schema/registry';

test('every imported kind has a schema, its versions and the scope of its CRD', () => {
  expect(sources.length).toBeGreaterThan(60);
  for (const { group, kind, scope, versions } of sources) {
    const found = BUILT_IN.kindOf(group, kind)!;
    expect(found).toMatchObject({ scope, isCore: false });
    for (const version of versions) {
      expect(found.versionOf(`${group}/${version}`)!.root.schema).toMatchObject({ properties: { spec: {} } });
    }
  }
});

test('every kind of Kubernetes itself has a schema', () => {
  expect(core.kinds.length).toBeGreaterThan(50);
  for (const { group, kind, scope, version } of core.kinds) {
    const found = BUILT_IN.kindOf(group, kind)!;
    expect(found).toMatchObject({ scope, isCore: true });
    expect(found.versionOf(version)!.root.property('kind')).toBeDefined();
  }
});

test('the newest version of a kind is the preferred one', () => {
  expect(BUILT_IN.kindOf('autoscaling', 'HorizontalPodAutoscaler')!.apiVersions).toEqual([
    'autoscaling/v2',
    'autoscaling/v1',
  ]);
});

test.each([
  ['', 'Namespace', 'Cluster'],
  ['', 'Service', 'Namespaced'],
  ['networking.istio.io', 'Gateway', 'Namespaced'],
  ['gateway.networking.k8s.io', 'GatewayClass', 'Cluster'],
  ['unheard.of', 'Thing', undefined],
  ['', 'constructor', undefined],
  ['networking.istio.io', '../../package', undefined],
])('the scope of %s/%s is %s', (group, kind, scope) => {
  expect(scopeOf(group, kind)).toBe(scope);
});

describe('a CustomResourceDefinition of a team', () => {
  const version = (schema: unknown, rest: object = {}): object => ({
    name: 'v1',
    served: true,
    schema: { openAPIV3Schema: schema },
    ...rest,
  });
  const definition = (served: object): object => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { group: 'example.com', names: { kind: 'Widget' }, scope: 'Cluster', versions: [served] },
  });

  test('goes before a kind of that name, in registries that are made of the one that knows it', () => {
    const kind = kindFromDefinition(definition(version({ type: 'object' })));
    const registry = BUILT_IN.with([kind])
      .with([])
      .with([BUILT_IN.kindOf('', 'Service')!]);
    expect(registry.kindOf('example.com', 'Widget')).toBe(kind);
    expect(registry.kindOf('', 'Namespace')).toBe(BUILT_IN.kindOf('', 'Namespace'));
    expect(BUILT_IN.kindOf('example.com', 'Widget')).toBeUndefined();
  });

  test.each<[string, unknown, object?]>([
    ['properties', { properties: 3 }],
    ['properties.spec', { properties: { spec: null } }],
    ['properties.spec.items.required', { properties: { spec: { items: { required: 5 } } } }],
    ['properties.spec.pattern', { properties: { spec: { pattern: '[' } } }],
    ['oneOf.0.enum', { oneOf: [{ enum: 'a' }] }],
    ['x-kubernetes-validations.0.rule', { 'x-kubernetes-validations': [{ rule: 5 }] }],
    ['additionalProperties', { additionalProperties: 3 }],
  ])('that has something else at %s is refused', (field, schema) => {
    const read = (): unknown => kindFromDefinition(definition(version(schema)));
    expect(read).toThrow(DefinitionError);
    expect(read).toThrow(`widgets.example.com: spec.versions[0].schema.openAPIV3Schema.${field} cannot be read: `);
  });

  test('that has wrong subresources is refused', () => {
    const read = (): unknown => kindFromDefinition(definition(version({}, { subresources: { scale: 3 } })));
    expect(read).toThrow('spec.versions[0].subresources.scale cannot be read: ');
  });

  test('as other teams write them is read', () => {
    for (const [group, kind] of [
      ['argoproj.io', 'Rollout'],
      ['networking.istio.io', 'VirtualService'],
    ]) {
      const schema: unknown = require(`../../../imports/${group}/${kind}.json`);
      expect(misfitOf(version(schema))).toBeUndefined();
    }
  });
});
