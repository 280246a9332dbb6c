import { didYouMean, suggest } from '../../src/model/suggest';

const fields = ['hosts', 'gateways', 'timeout', 'retries', 'headers'];

test.each([
  ['timout', 'timeout'],
  ['Timeout', 'timeout'],
  ['host', 'hosts'],
  ['retrys', 'retries'],
  ['gatways', 'gateways'],
])('who writes %s means %s', (word, meant) => {
  expect(suggest(word, fields)).toBe(meant);
});

test.each(['zzz', 'circuitBreaker', ''])('nothing is near "%s"', (word) => {
  expect(suggest(word, fields)).toBeUndefined();
  expect(didYouMean(word, fields)).toBe('');
});

test('the nearest candidate wins, whatever the order', () => {
  expect(suggest('canery', ['canopy', 'canary'])).toBe('canary');
  expect(suggest('canery', ['canary', 'canopy'])).toBe('canary');
});

test('it ends a sentence', () => {
  expect(`unknown field "timout"${didYouMean('timout', fields)}`).toBe(
    'unknown field "timout"; did you mean "timeout"?',
  );
});
