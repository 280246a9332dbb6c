import { Testing } from 'cdk8s';
import type { Colour } from '../../src/model/release';
import { BlueGreenApp, BlueGreenAppProps } from '../../src/patterns';
import { chartOf, objectsOf } from '../fixtures/trees';
import { routing } from './applications';

const made = (active: Colour, props: Partial<BlueGreenAppProps> = {}) =>
  objectsOf(
    chartOf(
      (chart) => new BlueGreenApp(chart, 'web', { port: 80, release: { strategy: 'blue-green', active }, ...props }),
    ),
  );

test.each([
  ['blue', 'green'],
  ['green', 'blue'],
] as const)('while %s is active it gets everything, and who previews gets %s', (active, idle) => {
  const objects = made(active);
  expect(routing(objects.get('VirtualService default/web'))).toEqual([
    { name: 'preview-header', match: [{ headers: { 'x-preview': { exact: 'true' } } }], to: [idle] },
    { name: 'default', to: [active] },
  ]);
  expect(objects.get('VirtualService default/web')?.metadata.annotations).toEqual({
    'istio-gitops.dev/active-version': active,
    'istio-gitops.dev/deployment-strategy': 'blue-green',
  });
});

test('a switch changes the virtual service and nothing else, so it happens at once', () => {
  const [before, after] = [made('blue'), made('green')];
  expect([...after.keys()]).toEqual([...before.keys()]);
  const changed = [...after].filter(([name, object]) => JSON.stringify(object) !== JSON.stringify(before.get(name)));
  expect(changed.map(([name]) => name)).toEqual(['VirtualService default/web']);
});

test('colours are subsets by a label of the pods', () => {
  const subsets = (props: Partial<BlueGreenAppProps>) =>
    made('blue', props).get('DestinationRule default/web')?.['spec'];
  expect(subsets({})).toMatchObject({
    subsets: [
      { name: 'blue', labels: { deployment: 'blue' } },
      { name: 'green', labels: { deployment: 'green' } },
    ],
  });
  expect(subsets({ colourLabel: 'colour' })).toMatchObject({
    subsets: [{ labels: { colour: 'blue' } }, { labels: { colour: 'green' } }],
  });
});

test('the preview may be asked for by another header', () => {
  const [preview] = routing(made('blue', { previewHeader: 'x-next' }).get('VirtualService default/web'));
  expect(preview).toMatchObject({ match: [{ headers: { 'x-next': { exact: 'true' } } }] });
});

test('a release of another strategy is refused', () => {
  expect(
    () => new BlueGreenApp(Testing.chart(), 'web', { port: 80, release: { strategy: 'canary', stable: 'v1' } }),
  ).toThrow('[test/web] its release is canary, not blue-green: use CanaryService, or change the strategy');
});
