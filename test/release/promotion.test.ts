import fc from 'fast-check';
import type { BlueGreenRelease, CanaryRelease, Release } from '../../src/model/release';
import { giveUp, switchOver } from '../../src/release/blue-green';
import { abort, advance, complete } from '../../src/release/canary';
import type { Decision } from '../../src/release/decision';
import { leadsBack, promote, PromotionRefusal, versionOf } from '../../src/release/promotion';
import { blueGreenReleases, canaryReleases } from './reachable';

const canary = (rest: Partial<CanaryRelease>): CanaryRelease => ({ strategy: 'canary', stable: 'v1', ...rest });
const blueGreen = (rest: Partial<BlueGreenRelease>): BlueGreenRelease => ({
  strategy: 'blue-green',
  active: 'blue',
  ...rest,
});
const rolling = (weight: number): CanaryRelease => canary({ canary: { version: 'v2', weight } });

describe('what serves everybody in one environment comes to serve everybody in the next:', () => {
  test.each<[string, Release, Release, Release]>([
    ['a stable version', canary({ stable: 'v2' }), canary({}), canary({ stable: 'v2' })],
    ['one whose old subset is left', canary({ stable: 'v2', retiring: 'v2' }), canary({}), canary({ stable: 'v2' })],
    ['one that does already', canary({}), canary({ retiring: 'v1' }), canary({ retiring: 'v1' })],
    [
      'one whose routes may still lead to an old subset there',
      canary({ stable: 'v2' }),
      canary({ retiring: 'v2' }),
      canary({ stable: 'v2', retiring: 'v2' }),
    ],
    [
      'an active colour, whatever the colour',
      blueGreen({ active: 'green', green: 'v2' }),
      blueGreen({ active: 'green', green: 'v1' }),
      blueGreen({ active: 'blue', blue: 'v2', green: 'v1', idle: 'previous' }),
    ],
    [
      'an active colour that is previewed already',
      blueGreen({ active: 'green', green: 'v2' }),
      blueGreen({ blue: 'v1', green: 'v2', idle: 'preview' }),
      blueGreen({ active: 'green', blue: 'v1', green: 'v2', idle: 'previous' }),
    ],
    ['one that is active already', blueGreen({ blue: 'v1' }), blueGreen({ blue: 'v1' }), blueGreen({ blue: 'v1' })],
  ])('%s', (_, source, target, release) => {
    const decision = promote(source, target);
    expect(decision).toMatchObject({ kind: 'change', release });
    expect(promote(source, release)).toMatchObject({ kind: 'change', release });
  });
});

describe('nothing is promoted', () => {
  test.each<[string, Release, Release, Omit<PromotionRefusal, 'kind'>]>([
    ['from the middle of a rollout', rolling(10), canary({}), { of: 'source', why: 'is in the middle of a rollout: v2 gets 10 %', remedy: { step: 'advance' } }],
    ['from the end of a rollout', rolling(100), canary({}), { of: 'source', why: 'is in the middle of a rollout: v2 gets 100 %', remedy: { step: 'complete' } }],
    ['into the middle of a rollout of the same', canary({ stable: 'v2' }), rolling(10), { of: 'target', why: 'is in the middle of a rollout: v2 gets 10 %', remedy: { step: 'advance' } }],
    ['into the middle of another rollout', canary({ stable: 'v3' }), rolling(100), { of: 'target', why: 'is in the middle of a rollout: v2 gets 100 %', remedy: { step: 'abort' } }],
    ['from an unknown version', blueGreen({}), blueGreen({}), { of: 'source', why: 'has no version in blue, its active colour', remedy: { edit: 'write `blue: VERSION`' } }],
    ['from a preview', blueGreen({ blue: 'v1', idle: 'preview' }), blueGreen({}), { of: 'source', why: 'has a preview that is not switched to', remedy: { step: 'switch' } }],
    ['over a preview', blueGreen({ blue: 'v1' }), blueGreen({ green: 'v2', idle: 'preview' }), { of: 'target', why: 'has a preview that is not switched to', remedy: { step: 'abort' } }],
    ['to another strategy', canary({}), blueGreen({}), { of: 'target', why: 'is blue-green, and what comes is canary', remedy: { edit: 'make it canary' } }],
  ])('%s', (_, source, target, refusal) => {
    expect(promote(source, target)).toEqual({ kind: 'refusal', ...refusal });
  }); // prettier-ignore
});

describe('a promotion leads back', () => {
  const [at1, at2, at3] = ['v1', 'v2', 'v3'].map((stable) => canary({ stable })) as [Release, Release, Release];

  test.each<[string, boolean, Release, Release, source: Release[], target: Release[]]>([
    ['to what the target has left for what the source never had', true, at1, at2, [at1], [at2, at1]],
    ['of a colour, too', true, blueGreen({ blue: 'v1' }), blueGreen({ active: 'green', green: 'v2' }), [], [blueGreen({ blue: 'v1' })]],
    ['not where the source has left it as well', false, at1, at2, [at1, at2], [at2, at1]],
    ['not to what the target never had', false, at3, at2, [at3], [at2, at1]],
    ['not where nothing changes', false, at1, at1, [], [at1]],
    ['not where no version is known', false, blueGreen({}), at2, [], [blueGreen({})]],
    ['not where nobody knows the past', false, at1, at2, [], []],
  ])('%s', (_, expected, source, target, pastSource, pastTarget) => {
    expect(leadsBack(source, target, { source: pastSource, target: pastTarget })).toBe(expected);
  }); // prettier-ignore
});

describe('whatever the environments have gone through', () => {
  const pairs = fc.oneof(
    fc.tuple(fc.constantFrom(...canaryReleases()), fc.constantFrom(...canaryReleases())),
    fc.tuple(fc.constantFrom(...blueGreenReleases()), fc.constantFrom(...blueGreenReleases())),
  );

  test('what serves everybody there serves everybody here, or nothing changes', () => {
    fc.assert(
      fc.property(pairs, ([source, target]) => {
        const promotion = promote(source, target);
        if (promotion.kind === 'refusal') return;
        expect(versionOf(promotion.release)).toBe(versionOf(source));
      }),
    );
  });

  test('a second promotion changes nothing', () => {
    fc.assert(
      fc.property(pairs, ([source, target]) => {
        const promotion = promote(source, target);
        if (promotion.kind === 'refusal') return;
        expect(promote(source, promotion.release)).toMatchObject({ kind: 'change', release: promotion.release });
      }),
    );
  });

  test('what is said to do instead can be done, until there is nothing in the way', () => {
    fc.assert(
      fc.property(pairs, ([source, target]) => {
        let environments = { source, target };
        for (let i = 0; i < 12; i++) {
          const promotion = promote(environments.source, environments.target);
          if (promotion.kind === 'change' || 'edit' in promotion.remedy) return;
          const decision = take(promotion.remedy.step, environments[promotion.of]);
          if (decision.kind === 'refusal') throw new Error(`${promotion.remedy.step}: ${decision.why}`);
          environments = { ...environments, [promotion.of]: decision.release };
        }
        throw new Error('the steps lead nowhere');
      }),
    );
  });
});

function take(step: string, release: Release): Decision<Release> {
  return release.strategy === 'canary'
    ? { advance: advance(), complete, abort }[step]!(release)
    : { switch: switchOver, abort: giveUp }[step]!(release);
}
