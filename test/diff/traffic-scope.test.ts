import fc from 'fast-check';
import { EVERYTHING, NOTHING, scopeOf } from '../../src/diff/traffic/scope';
import { TrafficSide } from '../../src/diff/traffic/side';
import { diffTraffic } from '../../src/diff/traffic/traffic-diff';
import type { Labels } from '../../src/mesh/labels';
import { identityKey, identityOf, type KubernetesObject } from '../../src/model/identity';
import { runs } from '../fixtures/runs';
import { changed, cluster, Draw, FEW, fewOf, meshOf, rounds } from './random-changes';

const ROUTING = new Set([
  'VirtualService',
  'DestinationRule',
  'Sidecar',
  'AuthorizationPolicy',
  'RequestAuthentication',
]);

describe('without a look at requests', () => {
  const namespace = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'dashboards', namespace: 'shop' } };

  test('nothing changes for them by objects that are not about them', () => {
    const [one, other] = ['a', 'b'].map((data) => meshOf([namespace('shop'), { ...config, data: { data } }]));
    expect(scopeOf(one!, other!)).toBe(NOTHING);
  });

  test('senders that are known by their labels are asked by those', () => {
    const sidecar = (app: string): KubernetesObject => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name: 'own', namespace: 'shop' },
      spec: { workloadSelector: { labels: { app } }, egress: [{ hosts: ['./*'] }] },
    });
    const scope = scopeOf(meshOf([sidecar('cart')]), meshOf([sidecar('web')]));
    const isAsked = (labels: Labels): boolean =>
      scope.includes({ kind: 'workload', name: 'shop/somebody-else', labels }, 'http://orders.shop.svc.cluster.local');
    expect([{ app: 'web', version: 'v1' }, { app: 'orders' }].map(isAsked)).toEqual([true, false]);
  });

  test('anything may by what is for all of them', () => {
    expect(scopeOf(meshOf([namespace('shop')]), meshOf([{ ...namespace('shop'), labels: { a: 'b' } }]))).toBe(
      EVERYTHING,
    );
  });
});

test('what is not asked after a change meets what it met', () => {
  let [narrow, told] = [0, 0];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: rounds.length - 1 }),
      fc.nat(FEW - 1),
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 2 }),
      fc.boolean(),
      (round, rest, numbers, times, isBack) => {
        let drawn = 0;
        const draw: Draw = (below) => numbers[drawn++ % numbers.length]! % below;
        const all = fewOf([...cluster, ...rounds[round]!], rest);
        const mutable = all.filter(({ kind }) => ROUTING.has(kind));
        const keys = new Set(mutable.map((object) => identityKey(identityOf(object))));
        let objects = mutable as readonly KubernetesObject[];
        for (let i = 0; i < times; i++) objects = changed(objects, draw);
        const others = all.filter((object) => !keys.has(identityKey(identityOf(object))));
        const pair = [meshOf([...others, ...mutable]), meshOf([...others, ...objects])] as const;
        const [before, after] = isBack ? ([pair[1], pair[0]] as const) : pair;
        const scope = scopeOf(before, after);
        if (scope === EVERYTHING) return;
        const sides = [new TrafficSide(before), new TrafficSide(after)] as const;
        const whole = diffTraffic(...sides, EVERYTHING);
        if (scope !== NOTHING) narrow++;
        if (whole.traffic.length > 0) told++;
        expect(diffTraffic(...sides, scope)).toEqual(whole);
      },
    ),
    { numRuns: runs(6), endOnFailure: true },
  );
  expect({ narrow: narrow > 0, told: told > 0 }).toEqual({ narrow: true, told: true });
});
