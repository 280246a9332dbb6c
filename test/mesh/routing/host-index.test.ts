import fc from 'fast-check';
import { hostCovers } from '../../../src/mesh/host';
import { HostIndex } from '../../../src/mesh/routing/host-index';

const label = fc.constantFrom('a', 'b');
const host = fc
  .tuple(fc.constantFrom('', '*.'), fc.array(label, { minLength: 1, maxLength: 3 }))
  .map(([wildcard, labels]) => `${wildcard}${labels.join('.')}`);
const anyHost = fc.oneof({ weight: 9, arbitrary: host }, fc.constant('*'));

test('it finds the hosts that have some in common, and which of the two is the narrower', () => {
  fc.assert(
    fc.property(fc.array(anyHost), anyHost, (hosts, asked) => {
      const index = new HostIndex<number>();
      hosts.forEach((known, i) => index.add(known, i));
      const expected = hosts.flatMap((known, i) =>
        hostCovers(known, asked) ? [[asked, i]] : hostCovers(asked, known) ? [[known, i]] : [],
      );
      const byItem = (pairs: readonly (readonly (string | number)[])[]) =>
        [...pairs].sort(([, a], [, b]) => Number(a) - Number(b));
      expect(byItem([...index.inCommon(asked)])).toEqual(byItem(expected));
    }),
  );
});
