import { percent, wholePercent } from '../../src/model/percent';

test.each([0, 0.5, 10, 99.9, 100])('%d is a percentage', (value) => {
  expect(percent(value).value).toBe(value);
});

test.each([-0.1, 100.1, 101, NaN, Infinity, -Infinity])('%d is none, and the error says how to write one', (value) => {
  expect(() => percent(value)).toThrow(RangeError);
  expect(() => percent(value)).toThrow(
    `percent(${value}): a percentage lies between 0 and 100; write percent(10) for ten percent`,
  );
});

test('the rest and the percentage are the whole', () => {
  expect(percent(10).rest.value).toBe(90);
  expect(percent(0).rest.value).toBe(100);
  expect(percent(100).rest.value).toBe(0);
});

test('a whole percentage is a number that a route weight can hold', () => {
  expect(wholePercent(percent(33))).toBe(33);
});

test('a percentage with a fraction is refused as a weight, with the nearest one that is not', () => {
  expect(() => wholePercent(percent(33.4))).toThrow(
    'percent(33.4): route weights are whole percentages; round it to 33',
  );
});

test('it reads as in a sentence', () => {
  expect(percent(12.5).toString()).toBe('12.5 %');
});
