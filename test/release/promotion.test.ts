import type { BlueGreenRelease, CanaryRelease, Release } from '../../src/model/release';
import { promote } from '../../src/release/promotion';

const canary = (rest: Partial<CanaryRelease>): CanaryRelease => ({ strategy: 'canary', stable: 'v1', ...rest });
const blueGreen = (rest: Partial<BlueGreenRelease>): BlueGreenRelease => ({
  strategy: 'blue-green',
  active: 'blue',
  ...rest,
});
const rolling = canary({ canary: { version: 'v2', weight: 10 } });

describe('what serves everybody in one environment comes to serve everybody in the next:', () => {
  test.each<[string, Release, Release, Release]>([
    ['a stable version', canary({ stable: 'v2' }), canary({}), canary({ stable: 'v2' })],
    ['one whose old subset is left', canary({ stable: 'v2', retiring: 'v2' }), canary({}), canary({ stable: 'v2' })],
    ['one that does already', canary({}), canary({ retiring: 'v1' }), canary({ retiring: 'v1' })],
    [
      'an active colour, whatever the colour',
      blueGreen({ active: 'green', green: 'v2' }),
      blueGreen({ active: 'green', green: 'v1' }),
      blueGreen({ active: 'blue', blue: 'v2', green: 'v1', idle: 'previous' }),
    ],
    ['one that is active already', blueGreen({ blue: 'v1' }), blueGreen({ blue: 'v1' }), blueGreen({ blue: 'v1' })],
  ])('%s', (_, source, target, release) => {
    const decision = promote(source, target);
    expect(decision).toMatchObject({ kind: 'change', release });
    expect(promote(source, release)).toMatchObject({ kind: 'change', release });
  });
});

describe('nothing is promoted', () => {
  test.each<[string, Release, Release, string]>([
    ['from the middle of a rollout', rolling, canary({}), 'is in the middle of a rollout there: v2 gets 10 %'],
    [
      'into the middle of a rollout',
      canary({ stable: 'v3' }),
      rolling,
      'is in the middle of a rollout here: v2 gets 10 %',
    ],
    ['from an unknown version', blueGreen({}), blueGreen({}), 'has no version in blue there'],
    [
      'from a preview',
      blueGreen({ blue: 'v1', idle: 'preview' }),
      blueGreen({}),
      'has a preview there that is not switched',
    ],
    [
      'over a preview',
      blueGreen({ blue: 'v1' }),
      blueGreen({ idle: 'preview' }),
      'has a preview here that is not switched',
    ],
    ['to another strategy', canary({}), blueGreen({}), 'is canary there and blue-green here'],
  ])('%s', (_, source, target, why) => {
    expect(promote(source, target)).toMatchObject({ kind: 'refusal', why });
  });
});
