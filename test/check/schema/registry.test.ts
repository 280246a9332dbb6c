import core from '../../../imports/kubernetes/kinds.json';
import sources from '../../../imports/sources.json';
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
