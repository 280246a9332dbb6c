import sources from '../../../imports/sources.json';
import { loadSchema, scopeOf } from '../../../src/check/schema/registry';

test('every imported kind has a schema and the scope of its CRD', () => {
  expect(sources.length).toBeGreaterThan(60);
  for (const { group, kind, scope } of sources) {
    expect(loadSchema(group, kind)).toMatchObject({ properties: { spec: {} } });
    expect(scopeOf(group, kind)).toBe(scope);
  }
});

test.each([
  ['', 'Namespace', 'Cluster'],
  ['', 'Service', 'Namespaced'],
  ['networking.istio.io', 'Gateway', 'Namespaced'],
  ['gateway.networking.k8s.io', 'GatewayClass', 'Cluster'],
  ['unheard.of', 'Thing', undefined],
  ['', 'constructor', undefined],
])('the scope of %s/%s is %s', (group, kind, scope) => {
  expect(scopeOf(group, kind)).toBe(scope);
});

test.each([
  ['', 'Service'],
  ['unheard.of', 'Thing'],
  ['networking.istio.io', '../../package'],
])('%s/%s has no schema', (group, kind) => {
  expect(loadSchema(group, kind)).toBeUndefined();
});
