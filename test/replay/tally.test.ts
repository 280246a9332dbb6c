import fc from 'fast-check';
import type { LoggedOutcome } from '../../src/replay/logged-outcome';
import { Tally } from '../../src/replay/tally';
import { answerWith, share } from '../fixtures/answers';
import { runs } from '../fixtures/runs';

const DENIED = answerWith({ outcome: 'denied', status: 403, destinations: [] });
const LOGGED: LoggedOutcome = { outcome: 'routed', destination: { host: 'shop.default.svc.cluster.local', port: 80 } };

test('requests are counted by what becomes of them, shares as they are to be expected', () => {
  const tally = new Tally();
  for (let line = 1; line <= 10; line++) {
    tally.add(
      line,
      answerWith({ destinations: [share(90, { subset: 'v1' }), share(10, { subset: 'v2' })] }),
      undefined,
    );
  }
  tally.add(11, DENIED, undefined);
  expect(tally.requests).toBe(11);
  expect(
    tally.fates.map(({ fate, requests }) => [fate.destination?.subset ?? fate.outcome, Math.round(requests)]),
  ).toEqual([
    ['v1', 9],
    ['v2', 1],
    ['denied', 1],
  ]);
});

test('shares that fare otherwise are told apart', () => {
  const tally = new Tally();
  tally.add(
    1,
    answerWith({
      outcome: 'mixed',
      destinations: [share(50, { outcome: 'routed' }), share(50, { outcome: 'unavailable', status: 503 })],
      applied: { abort: { status: 418, percentage: 20 } },
    }),
    undefined,
  );
  expect(tally.fates.map(({ fate, requests }) => [fate.outcome, fate.status, requests])).toEqual([
    ['routed', undefined, 0.4],
    ['unavailable', 503, 0.4],
    ['aborted', 418, 0.2],
  ]);
});

test('differences are counted by kind, with the first of each', () => {
  const tally = new Tally();
  expect(tally.add(1, answerWith(), LOGGED)).toBe(true);
  expect(tally.add(2, DENIED, LOGGED)).toBe(false);
  expect(tally.add(3, DENIED, { ...LOGGED, status: 200 })).toBe(false);
  expect(tally.add(4, DENIED, { outcome: 'not-found', status: 404 })).toBe(false);
  expect(tally.add(5, DENIED, undefined)).toBeUndefined();
  expect(tally.compared).toBe(4);
  expect(tally.differences.map(({ requests, example }) => [requests, example.line])).toEqual([
    [2, 2],
    [1, 4],
  ]);
});

test('the counts total the requests, and hosts that nobody knows take no memory', () => {
  const answer = fc.oneof(
    fc.constantFrom(answerWith(), DENIED),
    fc.domain().map((host) => answerWith({ outcome: 'passthrough', destinations: [share(100, { host })] })),
    fc
      .integer({ min: 0, max: 100 })
      .map((weight) => answerWith({ destinations: [share(weight), share(100 - weight, { port: 81 })] })),
  );
  fc.assert(
    fc.property(fc.array(answer), (answers) => {
      const tally = new Tally();
      for (const [index, one] of answers.entries()) tally.add(index + 1, one, undefined);
      expect(tally.fates.reduce((total, { requests }) => total + requests, 0)).toBeCloseTo(answers.length);
      expect(tally.fates.length).toBeLessThanOrEqual(4);
    }),
    { numRuns: runs(100) },
  );
});
