import fc from 'fast-check';
import { Duration, hours, milliseconds, minutes, seconds } from '../../src/model/duration';

test('units agree with each other', () => {
  expect(seconds(1)).toEqual(milliseconds(1000));
  expect(minutes(1)).toEqual(seconds(60));
  expect(hours(1)).toEqual(minutes(60));
});

test.each([
  [milliseconds(1), '1ms'],
  [milliseconds(999), '999ms'],
  [milliseconds(1000), '1s'],
  [seconds(1.5), '1.5s'],
  [minutes(2), '120s'],
  [hours(1), '3600s'],
])('%# is written as Istio reads it', (duration, text) => {
  expect(duration.toString()).toBe(text);
});

test('seconds with a fraction are exact to the millisecond, whatever binary fractions make of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000 }), (count) => {
      expect(seconds(count / 1000).milliseconds).toBe(count);
    }),
    { examples: [[16_100], [4_100], [1_005]] },
  );
});

test('what is written stands for the same length again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000 }), (count) => {
      const [, number = '', unit] = /^([\d.]+)(ms|s)$/.exec(milliseconds(count).toString()) ?? [];
      expect(Math.round(Number(number) * (unit === 's' ? 1000 : 1))).toBe(count);
    }),
  );
});

test.each([
  ['none', () => seconds(0)],
  ['a negative one', () => minutes(-1)],
  ['a fraction of a millisecond', () => milliseconds(0.5)],
  ['a fraction of a millisecond in seconds', () => seconds(0.0004)],
  ['one that is no number', () => seconds(NaN)],
  ['an endless one', () => hours(Infinity)],
])('%s is refused with the bound that Istio has', (_, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow('Istio takes durations of at least 1 ms, in whole milliseconds');
});

test('of two durations one is longer, and neither of two equal ones', () => {
  expect(seconds(2).isLongerThan(seconds(1))).toBe(true);
  expect(seconds(1).isLongerThan(seconds(2))).toBe(false);
  expect(seconds(1).isLongerThan(Duration.milliseconds(1000))).toBe(false);
});
