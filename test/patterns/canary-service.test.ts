import { Testing } from 'cdk8s';
import type { Release } from '../../src/model/release';
import { CanaryService, ReleasedCanaryProps } from '../../src/patterns';
import { chartOf, objectsOf } from '../fixtures/trees';
import { routing } from './applications';

const canary = (weight: number): Release => ({ strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight } });

function made(release: Release, props: Partial<ReleasedCanaryProps> = {}) {
  const objects = objectsOf(chartOf((chart) => new CanaryService(chart, 'api', { port: 80, release, ...props })));
  return {
    virtualService: objects.get('VirtualService default/api'),
    subsets: (objects.get('DestinationRule default/api')?.['spec'] as { subsets: unknown }).subsets,
  };
}

const FORCED = { name: 'canary-header', match: [{ headers: { 'x-canary': { exact: 'true' } } }], to: ['canary'] };

describe('a canary', () => {
  test.each([
    [10, ['stable 90', 'canary 10']],
    [50, ['stable 50', 'canary 50']],
    [0, ['stable 100', 'canary 0']],
    [100, ['stable 0', 'canary 100']],
  ])('of %d percent gets this share, after the header that forces it', (weight, to) => {
    const { virtualService } = made(canary(weight));
    expect(routing(virtualService)).toEqual([FORCED, { name: 'default', to }]);
  });

  test('and the stable version are subsets by their version label', () => {
    expect(made(canary(10)).subsets).toEqual([
      { name: 'stable', labels: { version: 'v1' } },
      { name: 'canary', labels: { version: 'v2' } },
    ]);
  });

  test('is named in the object, for people who look at the cluster', () => {
    expect(made(canary(10)).virtualService?.metadata.annotations).toEqual({
      'istio-gitops.dev/canary-percentage': '10',
      'istio-gitops.dev/canary-version': 'v2',
    });
  });

  test('that ends keeps its subset for one commit, though nothing is routed there', () => {
    const { virtualService, subsets } = made({ strategy: 'canary', stable: 'v2', retiring: 'v2' });
    expect(routing(virtualService)).toEqual([{ name: 'default', to: ['stable'] }]);
    expect(subsets).toEqual([
      { name: 'stable', labels: { version: 'v2' } },
      { name: 'canary', labels: { version: 'v2' } },
    ]);
  });

  test('may be forced by another header and told by another label', () => {
    const { virtualService, subsets } = made(canary(10), { forceHeader: 'x-next', versionLabel: 'track' });
    expect(routing(virtualService)[0]).toMatchObject({ match: [{ headers: { 'x-next': { exact: 'true' } } }] });
    expect(subsets).toEqual([
      { name: 'stable', labels: { track: 'v1' } },
      { name: 'canary', labels: { track: 'v2' } },
    ]);
  });

  test('may get some requests by other headers too', () => {
    const canaryFor = [{ name: 'testers', headers: { 'x-user': { prefix: 'test-' } } }];
    expect(routing(made(canary(10), { canaryFor }).virtualService).slice(0, 2)).toEqual([
      FORCED,
      { name: 'testers', match: [{ headers: { 'x-user': { prefix: 'test-' } } }], to: ['canary'] },
    ]);
  });
});

test('where no canary is rolled out there is no subset, no header rule and no share of it', () => {
  const { virtualService, subsets } = made({ strategy: 'canary', stable: 'v1' });
  expect(routing(virtualService)).toEqual([{ name: 'default', to: ['stable'] }]);
  expect(subsets).toEqual([{ name: 'stable', labels: { version: 'v1' } }]);
  expect(virtualService?.metadata).not.toHaveProperty('annotations');
});

describe('refused is', () => {
  const make = (release: Release) => () => new CanaryService(Testing.chart(), 'api', { port: 80, release });

  test('the stable version as its own canary', () => {
    expect(make({ strategy: 'canary', stable: 'v1', canary: { version: 'v1', weight: 10 } })).toThrow(
      '[test/api] the canary v1 is the stable version: name the version that is new',
    );
  });

  test('a release of another strategy', () => {
    expect(make({ strategy: 'blue-green', active: 'blue' })).toThrow(
      '[test/api] its release is blue-green, not canary: use BlueGreenApp, or change the strategy',
    );
  });

  test.each([101, -1, NaN])('a weight of %d', (weight) => {
    expect(make(canary(weight))).toThrow(`percent(${weight}): a percentage lies between 0 and 100`);
  });

  test('a weight with a fraction', () => {
    expect(make(canary(12.5))).toThrow('route weights are whole percentages');
  });
});
