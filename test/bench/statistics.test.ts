import { growthExponent, median } from '../../bench/statistics';

describe('median', () => {
  test('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test('is the mean of the two in the middle of an even number', () => {
    expect(median([10, 1, 4, 2])).toBe(3);
  });
});

describe('growthExponent', () => {
  const sizes = [100, 1000, 5000];

  test.each([
    ['linear', 1],
    ['quadratic', 2],
    ['constant', 0],
  ])('of %s costs is %d, whatever the factor', (_, exponent) => {
    for (const factor of [0.001, 7]) {
      expect(growthExponent(sizes.map((size) => [size, factor * size ** exponent]))).toBeCloseTo(exponent, 10);
    }
  });

  test('of n log n is between linear and quadratic', () => {
    const exponent = growthExponent(sizes.map((size) => [size, size * Math.log(size)]));
    expect(exponent).toBeGreaterThan(1);
    expect(exponent).toBeLessThan(1.2);
  });

  test('says nothing of one size, nor of costs that are none', () => {
    expect(growthExponent([[100, 3]])).toBeUndefined();
    expect(growthExponent([[100, 3], [100, 4]])).toBeUndefined(); // prettier-ignore
    expect(growthExponent([[100, -0.01], [1000, 1]])).toBeUndefined(); // prettier-ignore
  });
});
