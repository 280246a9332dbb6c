import fc from 'fast-check';
import { parseDocument } from 'yaml';
import type { Release } from '../../src/model/release';
import { withRelease } from '../../src/release/release-file';

const FILE = `# What is rolled out in production.
services:
  # the shop's API
  api-service:
    strategy: canary
    stable: v1 # since May
    # waits for the load test
    canary:
      version: v2 # the new cart
      weight: 10 # slowly

  web-app: { strategy: blue-green, active: blue } # ask web first
# the end
`;

const rollout = (weight: number): Release => ({ strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight } });

test('a step changes its own line, and nothing else', () => {
  expect(withRelease(FILE, 'api-service', rollout(50))).toBe(
    FILE.replace('weight: 10', 'weight: 50').replace('# the end', '\n# the end'),
  );
});

test('comments of what goes move to what follows', () => {
  expect(withRelease(FILE, 'api-service', { strategy: 'canary', stable: 'v2', retiring: 'v2' })).toContain(
    `    stable: v2 # since May
    retiring: v2
    # waits for the load test
    # the new cart
    # slowly
`,
  );
});

test('a list on one line stays on one line', () => {
  expect(withRelease(FILE, 'web-app', { strategy: 'blue-green', active: 'green', idle: 'previous' })).toContain(
    '  web-app: { strategy: blue-green, active: green, idle: previous } # ask web first\n',
  );
});

test('a service that is not there yet is added', () => {
  const text = withRelease('services:\n  a: { strategy: canary, stable: v1 }\n', 'b', rollout(10));
  expect(parseDocument(text).toJS()).toEqual({ services: { a: { strategy: 'canary', stable: 'v1' }, b: rollout(10) } });
});

const version = fc.constantFrom('v1', 'v2', '1.10', '2026-11-21', 'true');
const releases = fc.oneof(
  fc.record(
    {
      strategy: fc.constant('canary' as const),
      stable: version,
      canary: fc.record(
        { version, weight: fc.integer({ min: 0, max: 100 }), steps: fc.array(fc.nat(100), { minLength: 1 }) },
        { requiredKeys: ['version', 'weight'] },
      ),
      retiring: version,
    },
    { requiredKeys: ['strategy', 'stable'] },
  ),
  fc.record(
    {
      strategy: fc.constant('blue-green' as const),
      active: fc.constantFrom('blue' as const, 'green' as const),
      blue: version,
      green: version,
      idle: fc.constantFrom('preview' as const, 'previous' as const),
    },
    { requiredKeys: ['strategy', 'active'] },
  ),
);
const COMMENTS = FILE.match(/# .*/g) ?? [];

test('whatever the edits, the file says what was wanted, keeps every comment, and is stable', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('api-service', 'web-app'), releases), { maxLength: 4 }), (edits) => {
      let text = FILE;
      for (const [service, release] of edits) {
        text = withRelease(text, service, release);
        expect(parseDocument(text).toJS()).toMatchObject({ services: { [service]: release } });
        expect(
          Object.keys((parseDocument(text).toJS() as { services: Record<string, object> }).services[service]!).sort(),
        ).toEqual(Object.keys(release).sort());
        for (const comment of COMMENTS) expect(text).toContain(comment);
        expect(withRelease(text, service, release)).toBe(text);
      }
    }),
  );
});
