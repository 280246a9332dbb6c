import type { CanaryRelease } from '../../src/model/release';
import { parseReleaseState } from '../../src/platform/release-state';
import { abort, advance, CanaryStep, cleanUp, complete, start } from '../../src/release/canary';
import { CANARY_STEPS, canaryReleases } from './reachable';

const stable = (version: string): CanaryRelease => ({ strategy: 'canary', stable: version });
const rolling = (weight: number, steps?: readonly number[]): CanaryRelease => ({
  ...stable('v1'),
  canary: { version: 'v2', weight, ...(steps === undefined ? {} : { steps }) },
});
const retiring: CanaryRelease = { ...stable('v2'), retiring: 'v2' };

describe('a step that makes sense', () => {
  test.each<[string, CanaryStep, CanaryRelease, CanaryRelease, string]>([
    ['starts with the first of the usual steps', start({ version: 'v2' }), stable('v1'), rolling(10), 'v1 gets 90 % and v2 10 %'],
    ['starts with the first of its own steps', start({ version: 'v2', steps: [25, 75] }), stable('v1'), rolling(25, [25, 75]), 'v1 gets 75 % and v2 25 %'],
    ['starts with a share of its own', start({ version: 'v2', weight: 0 }), stable('v1'), rolling(0), 'v1 gets 100 % and v2 0 %'],
    ['starts where the last canary has not been cleaned up', start({ version: 'v3' }), retiring, { ...stable('v2'), canary: { version: 'v3', weight: 10 } }, 'v2 gets 90 % and v3 10 %'],
    ['advances to the next step', advance(), rolling(10), rolling(50), 'v1 gets 50 % and v2 50 %'],
    ['advances to its own next step', advance(), rolling(25, [25, 75]), rolling(75, [25, 75]), 'v1 gets 25 % and v2 75 %'],
    ['advances to everything after the last step', advance(), rolling(50), rolling(100), 'v1 gets 0 % and v2 100 %'],
    ['advances to where it is told', advance(30), rolling(10), rolling(30), 'v1 gets 70 % and v2 30 %'],
    ['completes and keeps the subset', complete, rolling(100), retiring, 'v2 is the stable version and gets everything; the subset of the canary gets nothing any more'],
    ['aborts and keeps the subset', abort, rolling(50), { ...stable('v1'), retiring: 'v2' }, 'v1 gets everything again'],
    ['cleans up', cleanUp, retiring, stable('v2'), 'the subset that v2 had as a canary goes; no route refers to it, so that no request meets anything else'],
  ])('%s', (_, step, before, release, traffic) => {
    expect(step(before)).toEqual({ kind: 'change', release, traffic });
  }); // prettier-ignore
});

describe('a step that makes no sense is refused, with the one that does:', () => {
  test.each<[string, CanaryStep, CanaryRelease, string, string]>([
    ['starting twice', start({ version: 'v3' }), rolling(10), 'is in the middle of a rollout: v2 gets 10 %', 'abort'],
    [
      'starting the same again',
      start({ version: 'v2' }),
      rolling(10),
      'is in the middle of a rollout: v2 gets 10 %',
      'advance',
    ],
    [
      'starting the same at its end',
      start({ version: 'v2' }),
      rolling(100),
      'is in the middle of a rollout: v2 gets 100 %',
      'complete',
    ],
    ['starting what runs', start({ version: 'v1' }), stable('v1'), 'runs v1 already', 'status'],
    ['advancing nothing', advance(), stable('v1'), 'has no canary', 'start --version VERSION'],
    ['advancing beyond everything', advance(), rolling(100), 'sends everything to v2 already', 'complete'],
    ['advancing backwards', advance(10), rolling(50), 'sends 50 % to v2, and 10 % is less', 'abort'],
    ['advancing to where it is', advance(50), rolling(50), 'sends 50 % to v2 already', 'advance'],
    ['completing nothing', complete, stable('v1'), 'has no canary', 'start --version VERSION'],
    ['completing twice', complete, retiring, 'is completed but for its old subset', 'cleanup'],
    ['completing half-way', complete, rolling(50), 'sends only 50 % to v2', 'advance --to 100'],
    ['aborting nothing', abort, stable('v1'), 'has no canary', 'status'],
    ['aborting twice', abort, retiring, 'is in no rollout: only an old subset is left', 'cleanup'],
    ['cleaning up in the middle', cleanUp, rolling(50), 'is in the middle of a rollout of v2', 'advance'],
    ['cleaning up before the end', cleanUp, rolling(100), 'is in the middle of a rollout of v2', 'complete'],
    ['cleaning up nothing', cleanUp, stable('v1'), 'has nothing to clean up', 'status'],
  ])('%s', (_, step, before, why, instead) => {
    expect(step(before)).toEqual({ kind: 'refusal', why, instead });
  });
});

test('whatever the steps, a rollout can be aborted, and completed within four steps', () => {
  for (const release of canaryReleases()) {
    if (release.canary === undefined) continue;
    expect(abort(release).kind).toBe('change');
    let current = release;
    for (let i = 0; i < 3 && current.canary?.weight !== 100; i++) {
      const decision = advance()(current);
      if (decision.kind === 'change') current = decision.release;
    }
    expect(complete(current).kind).toBe('change');
  }
});

test('whatever the steps, what a refusal says to do can be done', () => {
  const steps: Readonly<Record<string, CanaryStep>> = {
    'start --version VERSION': start({ version: 'v9' }),
    advance: advance(),
    'advance --to 100': advance(100),
    complete,
    abort,
    cleanup: cleanUp,
  };
  const said = new Set<string>();
  for (const release of canaryReleases()) {
    for (const step of Object.values(CANARY_STEPS)) {
      const decision = step(release);
      if (!('instead' in decision) || decision.instead === 'status') continue;
      said.add(decision.instead);
      expect([release, decision, steps[decision.instead]!(release).kind]).toEqual([release, decision, 'change']);
    }
  }
  expect([...said].sort()).toEqual(Object.keys(steps).sort());
});

test('whatever the steps, a release is one that the schema takes', () => {
  for (const release of canaryReleases()) {
    const text = JSON.stringify({ services: { api: release } });
    expect(parseReleaseState(text, 'file').services['api']).toEqual(JSON.parse(JSON.stringify(release)));
  }
});
