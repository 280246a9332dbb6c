import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { BlueGreenApp, CanaryService, ExternalService, MeshService } from '../../src/patterns';
import { objectsOf } from '../fixtures/trees';

const RELEASE = { strategy: 'canary', stable: '1.0.0' } as const;

const PATTERNS: readonly (readonly [string, (scope: Construct, namespace?: string) => Construct])[] = [
  ['MeshService', (scope, namespace) => new MeshService(scope, 'api', { port: 80, namespace })],
  ['CanaryService', (scope, namespace) => new CanaryService(scope, 'api', { port: 80, release: RELEASE, namespace })],
  [
    'BlueGreenApp',
    (scope, namespace) =>
      new BlueGreenApp(scope, 'api', { port: 80, release: { strategy: 'blue-green', active: 'blue' }, namespace }),
  ],
  ['ExternalService', (scope, namespace) => new ExternalService(scope, 'api', { hosts: ['api.example'], namespace })],
];

/** Namespaces of all objects. */
function namespacesOf(chart: Chart): readonly string[] {
  return [...new Set([...objectsOf(chart).values()].map(({ metadata }) => metadata.namespace ?? ''))];
}

describe.each(PATTERNS)('%s', (_, build) => {
  test('is in the namespace of its chart', () => {
    const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
    build(chart);
    expect(namespacesOf(chart)).toEqual(['shop']);
  });

  test('is in default where its chart has no namespace', () => {
    const chart = new Chart(new App(), 'chart');
    build(chart);
    expect(namespacesOf(chart)).toEqual(['default']);
  });

  test('is where it says, whatever its chart says', () => {
    const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
    build(chart, 'billing');
    expect(namespacesOf(chart)).toEqual(['billing']);
  });
});

test('a chart in a chart has its own say, and hosts follow', () => {
  const outer = new Chart(new App(), 'outer', { namespace: 'shop' });
  const inner = new Chart(outer, 'inner', { namespace: 'billing' });
  expect(new MeshService(inner, 'cart', { port: 80 }).service.host).toBe('cart.billing.svc.cluster.local');
});
