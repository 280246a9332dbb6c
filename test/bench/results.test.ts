import { judge, PROMISE } from '../../bench/budgets';
import type { Lap } from '../../bench/race';
import { START_UP, tabulate } from '../../bench/results';

function lap(peer: string, services: number, seconds: readonly number[], equalWork = true): Lap {
  return { peer, services, costs: seconds.map((cpuSeconds) => ({ cpuSeconds, peakBytes: undefined })), equalWork };
}

const laps = [
  lap('ours', START_UP, [1]),
  lap('theirs', START_UP, [3]),
  lap('ours', 1000, [2, 2, 2]),
  lap('theirs', 1000, [5, 50, 5]),
  lap('ours', 5000, [6, 12, 6]),
  lap('theirs', 5000, [30, 60, 24]),
];

describe('tabulate', () => {
  const [ours, theirs] = tabulate(laps, 'ours');

  test('compares each round with ours of the same round, so that a busy machine slows down both', () => {
    expect(theirs?.cells.map(({ ratio }) => ratio)).toEqual([2.5, 5]);
    expect(ours?.cells.map(({ ratio }) => ratio)).toEqual([1, 1]);
  });

  test('does not count start-up as growth', () => {
    expect(ours?.growth).toBeCloseTo(1);
  });
});

describe('judge', () => {
  const verdicts = (changed: readonly Lap[]) =>
    judge(tabulate(changed, 'ours'), { ours: ['ours'], like: 'ours', cdk8s: 'theirs' }, PROMISE).map(
      ({ passed }) => passed,
    );

  test('passes what keeps the promise', () => {
    expect(verdicts(laps)).toEqual([true, true, true]);
  });

  test('fails unequal work', () => {
    expect(verdicts([...laps.slice(0, -1), lap('theirs', 5000, [30, 60, 24], false)])).toEqual([false, true, true]);
  });

  test('fails growth that is more than linear', () => {
    expect(verdicts([lap('ours', START_UP, [1.9]), ...laps.slice(1)])).toEqual([true, false, true]);
  });

  test('fails a lead over cdk8s that is less than promised', () => {
    expect(verdicts([...laps.slice(0, -1), lap('theirs', 5000, [20, 40, 20])])).toEqual([true, true, false]);
  });

  test('says nothing of the lead at other sizes', () => {
    expect(verdicts(laps.slice(0, 4))).toEqual([true]);
  });
});
