import fc from 'fast-check';
import type { BlueGreenRelease } from '../../src/model/release';
import { BlueGreenStep, preview, rollBack, switchOver } from '../../src/release/blue-green';

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
    ['rolling back to nothing', rollBack, active('blue'), 'has no previous version in green', 'status'],
  ])('%s', (_, step, before, why, instead) => {
    expect(step(before)).toEqual({ kind: 'refusal', why, instead });
  });
});

test('whatever the steps, the version of the colour that gets the requests never changes under them', () => {
  const aStep = fc.oneof(
    fc.constantFrom('v1', 'v2', 'v3').map(preview),
    fc.constantFrom<BlueGreenStep>(switchOver, rollBack),
  );
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 20 }), (steps) => {
      let release = active('blue', { blue: 'v1' });
      for (const step of steps) {
        const decision = step(release);
        if (decision.kind === 'refusal') continue;
        expect(decision.release[release.active]).toBe(release[release.active]);
        release = decision.release;
      }
    }),
  );
});
