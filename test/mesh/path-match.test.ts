import fc from 'fast-check';
import { ANY_PATH, describePath, findOverlap, pathAndBelow, PathMatch } from '../../src/mesh/path-match';
import { runs } from '../fixtures/runs';

interface Claim {
  readonly path: PathMatch;
  readonly owner: string;
}

/** Whether two matches admit a common path, by its definition. */
function overlap(a: PathMatch, b: PathMatch): boolean {
  if (a.type === 'regex' || b.type === 'regex') return true;
  if (a.type === 'exact') return b.type === 'exact' ? a.value === b.value : a.value.startsWith(b.value);
  if (b.type === 'exact') return b.value.startsWith(a.value);
  return a.value.startsWith(b.value) || b.value.startsWith(a.value);
}

const text = fc.array(fc.constantFrom('/', 'a', 'b', 'é', '😀'), { maxLength: 5 }).map((parts) => `/${parts.join('')}`);
const path = fc.record({ type: fc.constantFrom('exact' as const, 'prefix' as const), value: text });
const regex = text.map((value): PathMatch => ({ type: 'regex', value }));
const claimsOf = (paths: fc.Arbitrary<PathMatch>) =>
  fc.array(fc.record({ path: paths, owner: fc.constantFrom('x', 'y', 'z') }), { maxLength: 8 });

function expectAgreement(claims: readonly Claim[]): void {
  const clash = (a: Claim, b: Claim) => a.owner !== b.owner && overlap(a.path, b.path);
  const exists = claims.some((a, i) => claims.slice(i + 1).some((b) => clash(a, b)));
  const found = findOverlap(claims);
  expect(found !== undefined).toBe(exists);
  if (found !== undefined) expect(clash(...found)).toBe(true);
}

describe('an overlap of claims', () => {
  test('is found exactly where two owners admit a common path', () => {
    fc.assert(fc.property(claimsOf(path), expectAgreement), { numRuns: runs(600) });
  });

  test('is assumed of regular expressions and everything of another owner', () => {
    fc.assert(
      fc.property(claimsOf(fc.oneof({ weight: 4, arbitrary: path }, { weight: 1, arbitrary: regex })), expectAgreement),
      {
        numRuns: runs(200),
      },
    );
  });

  test("of one owner is nobody else's business", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(path, regex)), (paths) => {
        expect(findOverlap(paths.map((own) => ({ path: own, owner: 'x' })))).toBeUndefined();
      }),
    );
  });

  test("behind one's own claim is found as well", () => {
    const claims: Claim[] = [
      { path: { type: 'prefix', value: '/' }, owner: 'x' },
      { path: { type: 'prefix', value: '/a' }, owner: 'y' },
      { path: { type: 'exact', value: '/a/b' }, owner: 'y' },
    ];
    expect(findOverlap(claims)?.map(({ owner }) => owner)).toEqual(['x', 'y']);
  });
});

test('ten thousand disjoint claims are told apart without comparing all pairs', () => {
  const claims = Array.from({ length: 10_000 }, (_, i) => ({
    path: { type: 'prefix', value: `/${i}/` } as const,
    owner: i,
  }));
  const comparisons = jest.spyOn(String.prototype, 'startsWith');
  try {
    expect(findOverlap(claims)).toBeUndefined();
    expect(comparisons.mock.calls.length).toBeLessThan(30_000);
  } finally {
    comparisons.mockRestore();
  }
});

describe('a path and all below it', () => {
  const covers = (own: string, other: string) =>
    pathAndBelow(own).some((match) => overlap(match, { type: 'exact', value: other }));

  test.each([
    ['/api', true],
    ['/api/', true],
    ['/api/v1', true],
    ['/apis', false],
    ['/ap', false],
    ['/', false],
  ])('%s is of /api: %p', (other, expected) => {
    expect(covers('/api', other)).toBe(expected);
  });

  test('of the root is every path', () => {
    expect(pathAndBelow('/')).toEqual([ANY_PATH]);
  });
});

test.each([
  [{ type: 'exact', value: '/a' }, '/a'],
  [{ type: 'prefix', value: '/a' }, '/a*'],
  [{ type: 'regex', value: '/a.+' }, 'regex /a.+'],
] as const)('%p reads as %s', (match, words) => {
  expect(describePath(match)).toBe(words);
});
