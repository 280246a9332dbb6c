import fc from 'fast-check';
import { hostCovers, hostProblem, hostsOverlap, resolveHost, serviceHost } from '../../src/mesh/host';

/** Every host of up to four labels over a small alphabet: all that a pattern over the same alphabet can tell apart. */
const LABELS = ['a', 'b', 'ab'];
const HOSTS = [1, 2, 3, 4].flatMap((length) => sequences(length).map((labels) => labels.join('.')));

function sequences(length: number): string[][] {
  if (length === 0) return [[]];
  return sequences(length - 1).flatMap((rest) => LABELS.map((label) => [label, ...rest]));
}

/** What a pattern stands for, by its definition. */
function hostsOf(pattern: string): string[] {
  return HOSTS.filter((host) => {
    if (pattern === '*') return true;
    if (!pattern.startsWith('*.')) return host === pattern;
    const [labels, suffix] = [host.split('.'), pattern.slice(2).split('.')];
    return labels.length > suffix.length && labels.slice(-suffix.length).join('.') === suffix.join('.');
  });
}

/** At most three labels, so that of every wildcard some host is among {@link HOSTS}. */
const name = fc.array(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
const pattern = fc.oneof(
  name,
  name.map((suffix) => `*.${suffix}`),
  fc.constant('*'),
);

describe('a host pattern', () => {
  test('covers another exactly where it stands for all of its hosts', () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        const hosts = new Set(hostsOf(outer));
        expect(hostCovers(outer, inner)).toBe(hostsOf(inner).every((host) => hosts.has(host)));
      }),
      { numRuns: 500 },
    );
  });

  test('overlaps with another exactly where some host is of both', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const hosts = new Set(hostsOf(a));
        expect(hostsOverlap(a, b)).toBe(hostsOf(b).some((host) => hosts.has(host)));
      }),
      { numRuns: 500 },
    );
  });

  test('overlaps with another as the other does with it', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(hostsOverlap(a, b)).toBe(hostsOverlap(b, a));
      }),
    );
  });

  test('covers the same hosts in upper case', () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        expect(hostCovers(outer.toUpperCase(), inner)).toBe(hostCovers(outer, inner.toUpperCase()));
        expect(hostCovers(outer.toUpperCase(), inner)).toBe(hostCovers(outer, inner));
      }),
    );
  });

  test.each([
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', 'a.shop.example.com', true],
    ['*.example.com', 'notexample.com', false],
    ['*.example.com', '*.shop.example.com', true],
    ['*.shop.example.com', '*.example.com', false],
    ['*', '*.example.com', true],
    ['*.example.com', '*', false],
  ])('%s covers %s: %p', (outer, inner, covers) => {
    expect(hostCovers(outer, inner)).toBe(covers);
  });
});

describe('a name of a rule', () => {
  test.each([
    ['reviews', 'reviews.shop.svc.cluster.local'],
    ['reviews.default.svc.cluster.local', 'reviews.default.svc.cluster.local'],
    // Istio does not complete names with a dot, so neither do we.
    ['reviews.default', 'reviews.default'],
    ['Shop.Example.com', 'shop.example.com'],
    ['*.example.com', '*.example.com'],
    ['*', '*'],
  ])('in the namespace shop, %s means %s', (host, full) => {
    expect(resolveHost(host, 'shop')).toBe(full);
  });

  test('means the same once it is resolved', () => {
    fc.assert(
      fc.property(pattern, (host) => {
        const full = resolveHost(host, 'shop');
        expect(resolveHost(full, 'other')).toBe(full);
      }),
    );
  });

  test('of a service is its name, its namespace and the domain of the cluster', () => {
    expect(serviceHost('reviews', 'shop')).toBe('reviews.shop.svc.cluster.local');
  });
});

describe('what is a host', () => {
  test.each([
    '*',
    'shop',
    'shop.example.com',
    '*.example.com',
    'SHOP.example.com',
    '10.0.0.1',
    `${'a'.repeat(63)}.com`,
  ])('%s is one', (host) => {
    expect(hostProblem(host)).toBeUndefined();
  });

  test.each([
    ['shop.example.com:443', 'has a port; ports are stated separately'],
    ['https://shop.example.com', 'has a slash; a host is neither a URL nor prefixed by a namespace'],
    ['prod/shop.example.com', 'has a slash; a host is neither a URL nor prefixed by a namespace'],
    ['shop.*.com', 'has a wildcard that is not its whole first label'],
    ['*shop.example.com', 'has a wildcard that is not its whole first label'],
    ['*.*.com', 'has a wildcard that is not its whole first label'],
    ['', 'is not a DNS name'],
    ['*.', 'is not a DNS name'],
    ['shop..com', 'is not a DNS name'],
    ['-shop.com', 'is not a DNS name'],
    ['shop_1.com', 'is not a DNS name'],
    ['shop.example.com.', 'is not a DNS name'],
    [`${'a'.repeat(64)}.com`, 'is not a DNS name'],
    [Array(65).fill('abc').join('.'), 'is longer than 253 characters'],
  ])('"%s" is none', (host, problem) => {
    expect(hostProblem(host)).toBe(problem);
  });
});
