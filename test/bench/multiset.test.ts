import { contentDigest, DocumentReader, equalMultisets, multiset } from '../../bench/multiset';
import { toYaml } from '../../src/layout/yaml';
import { workload } from '../../bench/workload';

describe('multisets', () => {
  test('are equal in any order', () => {
    expect(equalMultisets(multiset(['a', 'b', 'a']), multiset(['b', 'a', 'a']))).toBe(true);
  });

  test.each([
    ['an element more often', ['a', 'b', 'b']],
    ['an element less', ['a', 'a']],
    ['another element', ['a', 'a', 'c']],
    ['one more element', ['a', 'a', 'b', 'c']],
  ])('differ by %s', (_, other) => {
    expect(equalMultisets(multiset(['a', 'a', 'b']), multiset(other))).toBe(false);
  });
});

describe('contentDigest', () => {
  test('does not depend on the order of keys, at any depth', () => {
    expect(contentDigest({ a: [{ b: 1, c: 2 }], d: 3 })).toBe(contentDigest({ d: 3, a: [{ c: 2, b: 1 }] }));
  });

  test.each([
    ['the order of a list', { a: [2, 1] }],
    ['a number that is a string', { a: ['1', 2] }],
    ['a further field', { a: [1, 2], b: null }],
  ])('depends on %s', (_, other) => {
    expect(contentDigest(other)).not.toBe(contentDigest({ a: [1, 2] }));
  });
});

describe('DocumentReader', () => {
  test('reads what a document says, however it is written', () => {
    const reader = new DocumentReader();
    expect(reader.contentDigest({ text: '# comment\nb: "x"\na: [1]\n' })).toBe(contentDigest({ a: [1], b: 'x' }));
  });

  test('adds the labels that a kustomization would add, to each document its own', () => {
    const reader = new DocumentReader();
    const text = toYaml({ kind: 'A', metadata: { labels: { own: 'x' }, name: 'n' } });
    const withLabels = (set: string) =>
      contentDigest({ kind: 'A', metadata: { labels: { own: 'x', set }, name: 'n' } });
    expect(reader.contentDigest({ text, labels: { set: 'one' } })).toBe(withLabels('one'));
    expect(reader.contentDigest({ text, labels: { set: 'two' } })).toBe(withLabels('two'));
  });
});

test('the workload has three objects for each service and environment, no two alike', () => {
  const digests = multiset([...workload(4)].map(contentDigest));
  expect(digests.size).toBe(4 * 3 * 3);
});
