import type { BlueGreenRelease, CanaryRelease, Release } from '../../src/model/release';
import { BlueGreenStep, giveUp, preview, rollBack, switchOver } from '../../src/release/blue-green';
import { abort, advance, CanaryStep, cleanUp, complete, start } from '../../src/release/canary';
import type { Decision } from '../../src/release/decision';
import { promote, type Promotion } from '../../src/release/promotion';

const VERSIONS = ['v1', 'v2', 'v3'] as const;
const SHARES = [undefined, 0, 1, 30, 100] as const;

/** Every step that there is of a canary, promotions of other environments included. */
export const CANARY_STEPS: Readonly<Record<string, (release: CanaryRelease) => Decision<Release> | Promotion>> = {
  ...Object.fromEntries(
    VERSIONS.flatMap((version) =>
      SHARES.map((weight): [string, CanaryStep] => [`start ${version} ${weight}`, start({ version, weight })]),
    ),
  ),
  ...Object.fromEntries(SHARES.map((to): [string, CanaryStep] => [`advance ${to}`, advance(to)])),
  complete,
  abort,
  cleanUp,
  ...Object.fromEntries(
    VERSIONS.map((stable) => [
      `promote ${stable}`,
      (release: CanaryRelease) => promote({ strategy: 'canary', stable }, release),
    ]),
  ),
};

/** Every step that there is of a blue-green app, promotions of other environments included. */
export const BLUE_GREEN_STEPS: Readonly<Record<string, (release: BlueGreenRelease) => Decision<Release> | Promotion>> =
  {
    ...Object.fromEntries(VERSIONS.map((version): [string, BlueGreenStep] => [`preview ${version}`, preview(version)])),
    switchOver,
    rollBack,
    giveUp,
    ...Object.fromEntries(
      VERSIONS.map((blue) => [
        `promote ${blue}`,
        (release: BlueGreenRelease) => promote({ strategy: 'blue-green', active: 'blue', blue }, release),
      ]),
    ),
  };

/** One step from a release to the next. */
export interface Transition<R extends Release> {
  readonly step: string;
  readonly before: R;
  readonly after: R;
}

/** All that steps can lead to from a first release, in no more than the ways that there are. */
function explore<R extends Release>(
  first: readonly R[],
  steps: Readonly<Record<string, (release: R) => Decision<Release> | Promotion>>,
): { readonly releases: readonly R[]; readonly transitions: readonly Transition<R>[] } {
  const known = new Map(first.map((release) => [JSON.stringify(release), release]));
  const transitions: Transition<R>[] = [];
  for (const before of known.values()) {
    for (const [step, take] of Object.entries(steps)) {
      const decision = take(before);
      if (decision.kind === 'refusal') continue;
      const after = decision.release as R;
      transitions.push({ step, before, after });
      if (!known.has(JSON.stringify(after))) known.set(JSON.stringify(after), after);
    }
  }
  return { releases: [...known.values()], transitions };
}

const canaries = explore<CanaryRelease>([{ strategy: 'canary', stable: 'v1' }], CANARY_STEPS);
const blueGreens = explore<BlueGreenRelease>([{ strategy: 'blue-green', active: 'blue' }], BLUE_GREEN_STEPS);

export const canaryReleases = (): readonly CanaryRelease[] => canaries.releases;
export const canaryTransitions = (): readonly Transition<CanaryRelease>[] => canaries.transitions;
export const blueGreenReleases = (): readonly BlueGreenRelease[] => blueGreens.releases;
export const blueGreenTransitions = (): readonly Transition<BlueGreenRelease>[] => blueGreens.transitions;
