import fc from 'fast-check';
import { PathClaims, pathProblem } from '../../src/mesh/path-claims';
import { runs } from '../fixtures/runs';

/** Whether one path is the other or below it, segment by segment. */
function covers(path: string, other: string): boolean {
  const segments = (text: string) => text.split('/').filter((segment) => segment !== '');
  const [outer, inner] = [segments(path), segments(other)];
  return outer.every((segment, i) => segment === inner[i]);
}

const path = fc.array(fc.constantFrom('a', 'ab', 'b'), { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
const claim = fc.record({ path, owner: fc.nat() });

describe('claims of paths', () => {
  test('are refused exactly where a path covers a claimed one or is covered by it, in favour of an owner of such', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 12 }), (claims) => {
        const register = new PathClaims<number>();
        const granted: typeof claims = [];
        for (const wanted of claims) {
          const rivals = granted.filter((other) => covers(other.path, wanted.path) || covers(wanted.path, other.path));
          const owner = register.claim(wanted.path, wanted.owner);
          if (rivals.length === 0) {
            expect(owner).toBeUndefined();
            granted.push(wanted);
          } else {
            expect(rivals.map((rival) => rival.owner)).toContain(owner);
          }
        }
      }),
      { numRuns: runs(300) },
    );
  });

  test('that are refused have no effect', () => {
    const claims = new PathClaims<string>();
    expect(claims.claim('/a/b', 'first')).toBeUndefined();
    expect(claims.claim('/a', 'second')).toBe('first');
    expect(claims.claim('/a/c', 'third')).toBeUndefined();
    expect(claims.claim('/a/c/d', 'second')).toBe('third');
  });

  test('are by whole segments: /api and /apis are disjoint', () => {
    const claims = new PathClaims<string>();
    expect(claims.claim('/api', 'api')).toBeUndefined();
    expect(claims.claim('/apis', 'apis')).toBeUndefined();
    expect(claims.claim('/api/v1', 'other')).toBe('api');
  });

  test('of the root are claims of everything', () => {
    const claims = new PathClaims<string>();
    expect(claims.claim('/', 'root')).toBeUndefined();
    expect(claims.claim('/a', 'other')).toBe('root');
    expect(claims.claim('/', 'other')).toBe('root');
  });
});

describe('what can be claimed', () => {
  test.each(['/', '/api', '/api/v1', '/~user/%20x', "/a:b@c!$&'()*+,;=-._~"])('%s is a path', (text) => {
    expect(pathProblem(text)).toBeUndefined();
  });

  test.each([
    ['', 'does not start with a slash'],
    ['api', 'does not start with a slash'],
    ['/api/', 'ends with a slash; it covers all below it anyway'],
    ['//', 'ends with a slash; it covers all below it anyway'],
    ['/api?x=1', 'has a query or fragment, which routes do not see in the path'],
    ['/api#top', 'has a query or fragment, which routes do not see in the path'],
    ['/a//b', 'is not a URL path'],
    ['/a b', 'is not a URL path'],
    ['/ä', 'is not a URL path'],
  ])('"%s" is none', (text, problem) => {
    expect(pathProblem(text)).toBe(problem);
  });
});
