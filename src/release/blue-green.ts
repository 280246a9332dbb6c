import type { BlueGreenRelease, Colour } from '../model/release';
import { change, Decision, refusal } from './decision';

/**
 * Two versions side by side. Both subsets are always there, so that a switch changes routes alone.
 *
 * ─preview→ idle is a preview ─switchOver→ idle is the previous version ─rollBack→ idle is a preview
 */
export type BlueGreenStep = (release: BlueGreenRelease) => Decision<BlueGreenRelease>;

/** The idle colour runs the version; only requests that ask for it get there. */
export function preview(version: string): BlueGreenStep {
  return (release) => {
    const idle = other(release.active);
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
  const idle = other(release.active);
  if (release.idle !== 'preview') return refusal(`has no preview in ${idle}`, 'preview --version VERSION');
  return change(
    { ...release, active: idle, idle: 'previous' },
    `all requests go to ${describe(release, idle)} at once; ${describe(release, release.active)} is the way back`,
  );
};

/** All requests go back to where they were before the switch. */
export const rollBack: BlueGreenStep = (release) => {
  const idle = other(release.active);
  if (release.idle !== 'previous') {
    return refusal(`has no previous version in ${idle}`, release.idle === 'preview' ? 'switch' : 'status');
  }
  return change(
    { ...release, active: idle, idle: 'preview' },
    `all requests go back to ${describe(release, idle)} at once`,
  );
};

function other(colour: Colour): Colour {
  return colour === 'blue' ? 'green' : 'blue';
}

function describe(release: BlueGreenRelease, colour: Colour): string {
  const version = release[colour];
  return version === undefined ? colour : `${version} in ${colour}`;
}
