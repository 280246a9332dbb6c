import type { BlueGreenRelease, Colour } from '../model/release';
import { type Change, change, type Decision, refusal } from './decision';

/**
 * Two versions side by side. Both subsets are always there, so that a switch changes routes alone.
 *
 * idle ─preview→ preview ─switchOver→ previous version ─rollBack→ preview
 *                   └─giveUp→ idle
 */
export type BlueGreenStep = (release: BlueGreenRelease) => Decision<BlueGreenRelease>;

/** The idle colour runs the version; only requests that ask for it get there. */
export function preview(version: string): BlueGreenStep {
  return (release) => {
    const idle = idleColour(release);
    if (release[release.active] === version) return refusal(`runs ${version} already, in ${release.active}`, 'status');
    if (release[idle] === version && release.idle === 'preview') {
      return refusal(`has ${version} in preview already, in ${idle}`, 'switch');
    }
    return change(
      { ...release, [idle]: version, idle: 'preview' },
      `requests that ask for the preview get ${version} in ${idle}; all others stay with ${describe(release, release.active)}`,
    );
  };
}

/** All requests go to the preview. */
export const switchOver: BlueGreenStep = (release) => {
  if (release.idle === 'preview') return switched(release);
  return refusal(`has no preview in ${idleColour(release)}`, 'preview --version VERSION');
};

/** All requests go back to where they were before the switch. */
export const rollBack: BlueGreenStep = (release) => {
  const idle = idleColour(release);
  if (release.idle !== 'previous') {
    return refusal(`has no previous version in ${idle}`, release.idle === 'preview' ? 'switch' : 'status');
  }
  return change(
    { ...release, active: idle, idle: 'preview' },
    `all requests go back to ${describe(release, idle)} at once`,
  );
};

/** The preview is not to be switched to: the rollout is over, and all requests stay where they are. */
export const giveUp: BlueGreenStep = (release) => {
  const { idle, ...rest } = release;
  if (idle === 'previous') return refusal(`has switched to ${describe(release, release.active)}`, 'rollback');
  if (idle === undefined) return refusal(`has no preview in ${idleColour(release)}`, 'status');
  return change(
    rest,
    `all requests stay with ${describe(release, release.active)}; nothing is to come from ${idleColour(release)}`,
  );
};

/** All requests go to the idle colour, whatever it is. */
export function switched(release: BlueGreenRelease): Change<BlueGreenRelease> {
  const idle = idleColour(release);
  return change(
    { ...release, active: idle, idle: 'previous' },
    `all requests go to ${describe(release, idle)} at once; ${describe(release, release.active)} is the way back`,
  );
}

export function idleColour({ active }: BlueGreenRelease): Colour {
  return active === 'blue' ? 'green' : 'blue';
}

function describe(release: BlueGreenRelease, colour: Colour): string {
  const version = release[colour];
  return version === undefined ? colour : `${version} in ${colour}`;
}
