import type { Chart } from 'cdk8s';
import { VirtualService } from '../../imports/networking.istio.io';
import { FieldOwnership } from '../../src/constructs/field-ownership';
import { describeOrigin } from '../../src/model/origin';
import { synthesize } from '../../src/synth/synthesize';
import { lineFinder } from '../fixtures/source-lines';
import { chartOf } from '../fixtures/trees';

const lineOf = lineFinder(__filename);
const WEIGHT = '/spec/http/0/route/0/weight';

const virtualService = (chart: Chart) =>
  new VirtualService(chart, 'shop', { metadata: { name: 'shop', namespace: 'default' }, spec: {} });

test('fields that a controller owns travel with the set', () => {
  const chart = chartOf((scope) => {
    new FieldOwnership(scope, 'weights', { resource: virtualService(scope), pointers: [WEIGHT], owner: 'rollouts' });
  });
  const { set, refused } = synthesize(chart, 'test');
  expect(refused).toEqual([]);
  expect(set.ownedFields).toMatchObject([
    {
      identity: { group: 'networking.istio.io', kind: 'VirtualService', namespace: 'default', name: 'shop' },
      pointers: [WEIGHT],
      owner: 'rollouts',
      origin: { constructPath: 'chart/weights' },
    },
  ]);
});

test('a field has one owner', () => {
  const chart = chartOf((scope) => {
    const resource = virtualService(scope);
    new FieldOwnership(scope, 'rollouts', { resource, pointers: [WEIGHT], owner: 'rollouts' }); // first
    new FieldOwnership(scope, 'again', { resource, pointers: [WEIGHT], owner: 'rollouts' });
    new FieldOwnership(scope, 'flagger', { resource, pointers: ['/spec/hosts', WEIGHT], owner: 'flagger' }); // second
  });
  const { refused } = synthesize(chart, 'test');
  expect(refused).toMatchObject([
    { code: 'IGO0111', pointer: WEIGHT, message: 'rollouts and flagger both own the field' },
  ]);
  const [finding] = refused;
  expect(describeOrigin(finding!.origin)).toContain(lineOf('second'));
  expect(describeOrigin(finding!.related![0]!)).toContain(lineOf('first'));
});

test('what is no L1 has no fields', () => {
  expect(() =>
    chartOf((scope) => {
      new FieldOwnership(scope, 'weights', { resource: {} as never, pointers: [], owner: 'rollouts' });
    }),
  ).toThrow('[chart/weights] resource is an object: pass the L1 of an object');
});
