import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { istioObject } from './objects';
import { type Names, namesOf } from './vocabulary';

/** A service whose callers chance sends to several versions, of itself and of another. */
export function weightedService(slice: number): fc.Arbitrary<readonly KubernetesObject[]> {
  const names = namesOf(slice);
  const versions = [names.webHost, names.itemsHost].flatMap((host) => ['v1', 'v2'].map((subset) => ({ host, subset })));
  const weights = fc.constantFrom(0, 1, 5, 10, 25, 50, 90, 100, 300);
  const share = (destination: object): fc.Arbitrary<{ readonly weight: number }> =>
    weights.map((weight) => ({ destination, weight }));
  return fc
    .subarray(versions, { minLength: 2 })
    .chain((chosen) => fc.tuple(...chosen.map(share)))
    .filter((route) => route.some(({ weight }) => weight > 0)) // istiod refuses others
    .map((route) => [
      istioObject('VirtualService', 'shop', `weights-${slice}`, { hosts: [names.webHost], http: [{ route }] }),
      ...rulesOf(names),
    ]);
}

function rulesOf({ webHost, itemsHost, slice }: Names): readonly KubernetesObject[] {
  const subsets = ['v1', 'v2'].map((version) => ({ name: version, labels: { version } }));
  return [
    istioObject('DestinationRule', 'shop', `web-${slice}`, { host: webHost, subsets }),
    istioObject('DestinationRule', 'stock', `items-${slice}`, { host: itemsHost, subsets }),
  ];
}
