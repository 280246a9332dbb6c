import { judge, PROMISE } from '../../bench/budgets';
import { combined, extrapolated } from '../../bench/derive';
import type { Lap } from '../../bench/race';
import { asText } from '../../bench/report';
import { START_UP, tabulate } from '../../bench/results';

function lap(peer: string, services: number, seconds: readonly number[], equalWork = true): Lap {
  return { peer, services, costs: seconds.map((cpuSeconds) => ({ cpuSeconds, peakBytes: 100e6 })), equalWork };
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
    judge(tabulate(changed, 'ours'), {
      work: 'works',
      ours: ['ours'],
      leads: [{ ours: 'ours', peer: 'theirs', times: 4 }],
      bounds: [{ ours: 'ours', bytes: 400e6 }],
      budgets: PROMISE,
    }).map(({ passed }) => passed);

  test('passes what keeps the promise', () => {
    expect(verdicts(laps)).toEqual([true, true, true, true]);
  });

  test('fails unequal work', () => {
    const changed = [...laps.slice(0, -1), lap('theirs', 5000, [30, 60, 24], false)];
    expect(verdicts(changed)).toEqual([false, true, true, true]);
  });

  test('fails growth that is more than linear', () => {
    expect(verdicts([lap('ours', START_UP, [1.9]), ...laps.slice(1)])).toEqual([true, false, true, true]);
  });

  test('fails a lead that is less than promised', () => {
    expect(verdicts([...laps.slice(0, -1), lap('theirs', 5000, [20, 40, 20])])).toEqual([true, true, false, true]);
  });

  test('fails more memory than promised', () => {
    const changed = laps.map((one) => ({ ...one, costs: one.costs.map((cost) => ({ ...cost, peakBytes: 401e6 })) }));
    expect(verdicts(changed)).toEqual([true, true, true, false]);
  });

  test('says nothing of the lead and the memory at other sizes', () => {
    expect(verdicts(laps.slice(0, 4))).toEqual([true]);
  });
});

describe('extrapolated', () => {
  const measured = [lap('slow', START_UP, [1]), lap('slow', 100, [11]), lap('slow', 1000, [101, 111])];

  test('goes on linearly from the largest size, and leaves start-up as it is', () => {
    const [, , , last] = extrapolated(measured, 5000);
    expect(last).toMatchObject({ services: 5000, extrapolatedFrom: 1000 });
    expect(last?.costs.map(({ cpuSeconds }) => cpuSeconds)).toEqual([501, 551]);
  });

  test('changes nothing for a peer that ran', () => {
    expect(extrapolated(measured, 1000)).toBe(measured);
  });

  test('is told of, with the growth that was measured', () => {
    const laps = [lap('ours', 100, [1]), lap('ours', 1000, [1, 1]), lap('ours', 5000, [1, 1])];
    const rows = tabulate([...laps, ...extrapolated(measured, 5000)], 'ours');
    const text = asText({ title: '', rows, skipped: [], verdicts: [] });
    expect(text).toContain('~526.00');
    expect(text).toContain(
      '~ slow: extrapolated as if linear from 1,000 × 3, up to which it grows by an exponent of 1.0',
    );
  });
});

describe('combined', () => {
  const sum = (each: readonly number[]) => each.reduce((one, other) => one + other);
  const one = [lap('one', 100, [1, 2, 3]), lap('one', 1000, [10])];

  test('adds up round by round, and takes the last of a peer that ran fewer', () => {
    const [both] = combined('both', [one, [lap('other', 100, [5])]], sum);
    expect(both?.costs.map(({ cpuSeconds }) => cpuSeconds)).toEqual([6, 7, 8]);
  });

  test('leaves out sizes that one of them has not', () => {
    expect(combined('both', [one, [lap('other', 100, [5])]], sum)).toHaveLength(1);
  });

  test('is extrapolated where a part is, and not equal work where a part is not', () => {
    const other = [lap('other', 100, [5], false)];
    const both = combined('both', [one, extrapolated(other, 1000)], sum);
    expect(both.map(({ extrapolatedFrom }) => extrapolatedFrom)).toEqual([undefined, 100]);
    expect(both.map(({ equalWork }) => equalWork)).toEqual([false, false]);
  });
});
