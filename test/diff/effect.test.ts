import { differences, Effect, getsThrough } from '../../src/diff/traffic/effect';
import { effectText } from '../../src/report/effect-text';

/** Preflights, half of which a fault keeps from what the proxy answers them itself. */
const half = (otherwise: NonNullable<Effect['otherwise']>): Effect => ({
  outcome: 'mixed',
  otherwise,
  destinations: [],
  applied: { abort: { status: 418, percentage: 50 } },
});

test('what a fault lets pass is part of what becomes of requests', () => {
  const [before, after] = [half({ outcome: 'direct', status: 200 }), half({ outcome: 'not-found', status: 404 })];
  expect(differences(before, after).map(({ aspect }) => aspect)).toEqual(['verdict']);
  expect([before, after].map(effectText)).toEqual([
    '418 for 50 %, else direct (200)',
    '418 for 50 %, else not found (404)',
  ]);
  expect(getsThrough(before)).toBe(true);
});
