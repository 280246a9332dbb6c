import fc from 'fast-check';
import { Labels, selects } from '../../src/mesh/labels';
import { SelectorIndex } from '../../src/mesh/selector-index';

const labels: fc.Arbitrary<Labels> = fc.dictionary(
  fc.constantFrom('app', 'tier', 'version'),
  fc.constantFrom('a', 'b'),
);
const namespaces = fc.constantFrom('shop', 'bank');
const entries = fc
  .array(fc.record({ namespace: namespaces, selector: fc.option(labels, { nil: undefined }) }))
  .map((list) => list.map((entry, item) => ({ ...entry, item })));

test('finds what a look at all finds', () => {
  fc.assert(
    fc.property(entries, namespaces, labels, (all, namespace, pod) => {
      const index = new SelectorIndex(all);
      const found = [...index.forAll(namespace), ...index.selecting(namespace, pod)];
      const expected = all.filter((entry) => entry.namespace === namespace && selects(entry.selector, pod));
      expect([...found].sort()).toEqual(expected.map(({ item }) => item).sort());
    }),
  );
});

test('what asks for no label is for all pods', () => {
  const index = new SelectorIndex([{ namespace: 'shop', selector: {}, item: 1 }]);
  expect(index.forAll('shop')).toEqual([1]);
  expect(index.selecting('shop', { app: 'a' })).toEqual([]);
});
