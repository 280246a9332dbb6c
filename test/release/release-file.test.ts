import fc from 'fast-check';
import type { BlueGreenRelease, CanaryRelease, Release } from '../../src/model/release';
import { parseReleaseState } from '../../src/platform/release-state';
import { BlueGreenStep, giveUp, preview, rollBack, switchOver } from '../../src/release/blue-green';
import { abort, advance, CanaryStep, cleanUp, complete, start } from '../../src/release/canary';
import type { Decision } from '../../src/release/decision';
import { withRelease } from '../../src/release/release-file';
import { runs } from '../fixtures/runs';
import { BLUE_GREEN, CANARIES, commentedFiles } from './commented-yaml';

const FILE = `# What is rolled out in production.
services:
  # the shop's API
  api-service:
    strategy: canary
    stable: 'v1' # since May


    # waits for the load test
    canary:
      version: v2 # the new cart
      weight: 10 # slowly

  web-app: { strategy: blue-green, active: blue } # ask web first
# the end
`;

test('a step changes its own line, and nothing else', () => {
  const release: Release = { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 50 } };
  expect(withRelease(FILE, 'api-service', release)).toBe(FILE.replace('weight: 10', 'weight: 50'));
});

test('what comes stands after what it follows, and comments of what goes stay', () => {
  expect(withRelease(FILE, 'api-service', { strategy: 'canary', stable: 'v2', retiring: 'v2' })).toBe(
    FILE.replace("stable: 'v1' # since May", "stable: 'v2' # since May\n    retiring: v2").replace(
      `    canary:
      version: v2 # the new cart
      weight: 10 # slowly
`,
      `    # the new cart
    # slowly
`,
    ),
  );
});

test('what is on one line stays on one line', () => {
  const release: Release = { strategy: 'blue-green', active: 'green', idle: 'previous' };
  expect(withRelease(FILE, 'web-app', release)).toBe(
    FILE.replace('{ strategy: blue-green, active: blue }', '{ strategy: blue-green, active: green, idle: previous }'),
  );
});

test('a version that YAML would take for something else is quoted, and a file may end without a line feed', () => {
  const release: Release = { strategy: 'canary', stable: '1.10', canary: { version: '2', weight: 5, steps: [5, 25] } };
  expect(withRelease('services:\n    a:\n        strategy: canary\n        stable: v1', 'a', release)).toBe(
    `services:
    a:
        strategy: canary
        stable: "1.10"
        canary:
            version: "2"
            weight: 5
            steps: [5, 25]`,
  );
});

describe('whatever the steps and however the file is written', () => {
  const version = fc.constantFrom('v1', 'v2', '1.10', '2026-11-21', 'true', 'null');
  const share = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
  const steps = fc.constantFrom(undefined, [5, 25]);
  const canarySteps = fc.oneof(
    fc.record({ version, weight: share, steps }).map(start),
    share.map(advance),
    fc.constantFrom<CanaryStep>(complete, abort, cleanUp),
  );
  const blueGreenSteps = fc.oneof(version.map(preview), fc.constantFrom<BlueGreenStep>(switchOver, rollBack, giveUp));
  const edits: fc.Arbitrary<readonly [string, (release: Release) => Decision<Release>][]> = fc.array(
    fc.oneof(
      fc.tuple(
        fc.constantFrom(...CANARIES),
        canarySteps.map((step) => (release: Release) => step(release as CanaryRelease)),
      ),
      fc.tuple(
        fc.constantFrom(...BLUE_GREEN),
        blueGreenSteps.map((step) => (release: Release) => step(release as BlueGreenRelease)),
      ),
    ),
    { maxLength: 8 },
  );

  /** Calls back for each edit that a step makes. */
  function eachEdit(check: (before: string, after: string, service: string, release: Release) => void): void {
    fc.assert(
      fc.property(commentedFiles, edits, ({ text }, all) => {
        let current = text;
        for (const [service, step] of all) {
          const decision = step(servicesIn(current)[service]!);
          if (decision.kind === 'refusal') continue;
          const next = withRelease(current, service, decision.release);
          check(current, next, service, decision.release);
          current = next;
        }
      }),
      { numRuns: runs(25) },
    );
  }

  test('the file says what was wanted of the service, and what it said of all others, in its order', () => {
    eachEdit((before, after, service, release) => {
      const wanted = Object.entries(release).filter(([, value]) => value !== undefined);
      expect(servicesIn(after)).toEqual({ ...servicesIn(before), [service]: Object.fromEntries(wanted) });
      expect(Object.keys(servicesIn(after))).toEqual(Object.keys(servicesIn(before)));
    });
  });

  test('every comment stays, once, and in its order', () => {
    eachEdit((before, after) => {
      expect(commentsIn(after)).toEqual(commentsIn(before));
    });
  });

  test('every line of another service stays as it is', () => {
    eachEdit((before, after, service) => {
      expect(linesOfOthers(after, service)).toEqual(linesOfOthers(before, service));
    });
  });

  test('line breaks are those of the file', () => {
    eachEdit((before, after) => {
      const breaks = (text: string): ReadonlySet<string> => new Set(text.match(/\r?\n/g));
      expect(breaks(after)).toEqual(breaks(before));
    });
  });

  test('the same edit again changes nothing', () => {
    eachEdit((_, after, service, release) => {
      expect(withRelease(after, service, release)).toBe(after);
    });
  });
});

function servicesIn(text: string): Readonly<Record<string, Release>> {
  return parseReleaseState(text, 'file').services;
}

function commentsIn(text: string): readonly string[] {
  return text.match(/# comment \d+;/g) ?? [];
}

/** Lines before the service, and from the next one on, but for comments: those in braces come to lines before. */
function linesOfOthers(text: string, service: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/^ *#/.test(line));
  const first = lines.findIndex((line) => line.trimStart().startsWith(`${service}:`));
  const next = lines.findIndex((line, i) => i > first && /^ +svc-/.test(line));
  return next < 0 ? lines.slice(0, first) : lines.toSpliced(first, next - first);
}
