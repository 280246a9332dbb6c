import type { BlueGreenRelease } from '../../src/model/release';
import { BlueGreenStep, giveUp, preview, rollBack, switchOver } from '../../src/release/blue-green';
import { BLUE_GREEN_STEPS, blueGreenReleases, blueGreenTransitions } from './reachable';

const active = (colour: 'blue' | 'green', rest: Partial<BlueGreenRelease> = {}): BlueGreenRelease => ({
  strategy: 'blue-green',
  active: colour,
  ...rest,
});
const previewed = active('blue', { blue: 'v1', green: 'v2', idle: 'preview' });
const switched = active('green', { blue: 'v1', green: 'v2', idle: 'previous' });

describe('a step that makes sense', () => {
  test.each<[string, BlueGreenStep, BlueGreenRelease, BlueGreenRelease, string]>([
    [
      'previews into the idle colour',
      preview('v2'),
      active('blue', { blue: 'v1' }),
      previewed,
      'requests that ask for the preview get v2 in green; all others stay with v1 in blue',
    ],
    [
      'replaces a preview',
      preview('v3'),
      previewed,
      { ...previewed, green: 'v3' },
      'requests that ask for the preview get v3 in green; all others stay with v1 in blue',
    ],
    ['switches', switchOver, previewed, switched, 'all requests go to v2 in green at once; v1 in blue is the way back'],
    ['rolls back', rollBack, switched, previewed, 'all requests go back to v1 in blue at once'],
    [
      'gives up',
      giveUp,
      previewed,
      active('blue', { blue: 'v1', green: 'v2' }),
      'all requests stay with v1 in blue; nothing is to come from green',
    ],
  ])('%s', (_, step, before, release, traffic) => {
    expect(step(before)).toEqual({ kind: 'change', release, traffic });
  });
});

describe('a step that makes no sense is refused, with the one that does:', () => {
  test.each<[string, BlueGreenStep, BlueGreenRelease, string, string]>([
    ['previewing what runs', preview('v1'), previewed, 'runs v1 already, in blue', 'status'],
    ['previewing twice', preview('v2'), previewed, 'has v2 in preview already, in green', 'switch'],
    ['switching to nothing', switchOver, active('blue'), 'has no preview in green', 'preview --version VERSION'],
    ['switching twice', switchOver, switched, 'has no preview in blue', 'preview --version VERSION'],
    ['rolling back to a preview', rollBack, previewed, 'has no previous version in green', 'switch'],
    ['giving up what serves everybody', giveUp, switched, 'has switched to v2 in green', 'rollback'],
    ['giving up nothing', giveUp, active('blue'), 'has no preview in green', 'status'],
    ['rolling back to nothing', rollBack, active('blue'), 'has no previous version in green', 'status'],
  ])('%s', (_, step, before, why, instead) => {
    expect(step(before)).toEqual({ kind: 'refusal', why, instead });
  });
});

describe('whatever the steps', () => {
  test('the version of the colour that gets the requests never changes under them', () => {
    for (const { before, after } of blueGreenTransitions()) {
      expect(after[before.active]).toBe(before[before.active]);
    }
  });

  test('what a refusal says to do can be done', () => {
    const steps: Readonly<Record<string, BlueGreenStep>> = {
      'preview --version VERSION': preview('v9'),
      switch: switchOver,
      rollback: rollBack,
    };
    const said = new Set<string>();
    for (const release of blueGreenReleases()) {
      for (const step of Object.values(BLUE_GREEN_STEPS)) {
        const decision = step(release);
        if (!('instead' in decision) || decision.instead === 'status') continue;
        said.add(decision.instead);
        expect([release, decision, steps[decision.instead]!(release).kind]).toEqual([release, decision, 'change']);
      }
    }
    expect([...said].sort()).toEqual(Object.keys(steps).sort());
  });

  test('a preview can be switched to, and given up; what was switched to can be rolled back', () => {
    for (const release of blueGreenReleases()) {
      const kinds = [switchOver, giveUp, rollBack].map((step) => step(release).kind);
      const [change, refusal] = ['change', 'refusal'];
      if (release.idle === 'preview') expect(kinds).toEqual([change, change, refusal]);
      else if (release.idle === 'previous') expect(kinds).toEqual([refusal, refusal, change]);
      else expect(kinds).toEqual([refusal, refusal, refusal]);
    }
  });
});
