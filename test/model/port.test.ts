import { checkPort } from '../../src/model/port';

test.each([1, 80, 65535])('%d is a port', (port) => {
  expect(checkPort(port)).toBe(port);
});

test.each([0, -1, 65536, 80.5, NaN])('%d is none', (port) => {
  expect(() => checkPort(port)).toThrow(new RangeError(`port ${port}: a port is a whole number from 1 to 65535`));
});
