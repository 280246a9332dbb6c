import fc from 'fast-check';
import { percentages } from '../../../src/mesh/routing/weights';

test('one alone gets all, whatever its weight', () => {
  for (const weight of [undefined, 0, 7])
    expect(percentages([{ weight }])).toEqual([{ item: { weight }, weight: 100 }]);
});

test('of several, those with weight share all requests by it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ weight: fc.nat(200) }), { minLength: 2 }), (items) => {
      const shares = percentages(items);
      expect(shares.map(({ item }) => item)).toEqual(items.filter(({ weight }) => weight > 0));
      const total = shares.reduce((sum, { weight }) => sum + weight, 0);
      if (shares.length > 0) expect(total).toBeCloseTo(100);
      for (const one of shares)
        for (const other of shares) expect(one.weight * other.item.weight).toBeCloseTo(other.weight * one.item.weight);
    }),
  );
});
