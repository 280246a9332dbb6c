import type { CanaryRelease } from '../model/release';
import { change, Decision, refusal } from './decision';

/**
 * A canary, step by step. Each step is one commit, and safe in the one order in which objects are applied: destination
 * rules before virtual services. That is why the subset of a canary that ends outlives its routes by one commit
 * ({@link cleanUp}): a destination rule that lost the subset first would leave proxies with a route to nothing.
 *
 * stable ─start→ canary ─advance→ … ─advance→ 100 % ─complete→ retiring ─cleanUp→ stable
 *                  └──────────────────abort─────────────────────↗
 */
export type CanaryStep = (release: CanaryRelease) => Decision<CanaryRelease>;

/** Shares of the guide's canary, in percent; the last step to everything follows by itself. */
export const DEFAULT_STEPS: readonly number[] = [10, 50];

export interface CanaryStart {
  readonly version: string;
  /** Share of the first step, in percent. @default the first of the steps */
  readonly weight?: number | undefined;
  /** Shares that `advance` goes through, ascending, in percent. @default 10, 50 */
  readonly steps?: readonly number[] | undefined;
}

export function start({ version, steps, weight = (steps ?? DEFAULT_STEPS)[0] ?? 0 }: CanaryStart): CanaryStep {
  return ({ strategy, stable, canary }) => {
    if (canary !== undefined) {
      const instead = version === canary.version ? onwards(canary) : 'abort';
      return refusal(`is in the middle of a rollout: ${canary.version} gets ${canary.weight} %`, instead);
    }
    if (version === stable) return refusal(`runs ${version} already`, 'status');
    const started = { version, weight, ...(steps === undefined ? {} : { steps }) };
    return change({ strategy, stable, canary: started }, shares(stable, version, weight));
  };
}

/** @param to share in percent. @default the next of the steps */
export function advance(to?: number): CanaryStep {
  return (release) => {
    const { stable, canary } = release;
    if (canary === undefined) return refusal('has no canary', 'start --version VERSION');
    const { version, weight } = canary;
    if (weight === 100 && (to === undefined || to === 100)) {
      return refusal(`sends everything to ${version} already`, 'complete');
    }
    const next = to ?? nextStep(weight, canary.steps ?? DEFAULT_STEPS);
    if (next === weight) return refusal(`sends ${weight} % to ${version} already`, 'advance');
    if (next < weight) return refusal(`sends ${weight} % to ${version}, and ${next} % is less`, 'abort');
    return change({ ...release, canary: { ...canary, weight: next } }, shares(stable, version, next));
  };
}

/** The canary becomes the stable version: only labels of the subset that gets no requests change. */
export const complete: CanaryStep = ({ strategy, canary, retiring }) => {
  if (canary === undefined) {
    return retiring === undefined
      ? refusal('has no canary', 'start --version VERSION')
      : refusal('is completed but for its old subset', 'cleanup');
  }
  const { version, weight } = canary;
  if (weight < 100) return refusal(`sends only ${weight} % to ${version}`, 'advance --to 100');
  return change(
    { strategy, stable: version, retiring: version },
    `${version} is the stable version and gets everything; the subset of the canary gets nothing any more`,
  );
};

/** All requests go to the stable version again. */
export const abort: CanaryStep = ({ strategy, stable, canary, retiring }) => {
  if (canary === undefined) {
    return retiring === undefined
      ? refusal('has no canary', 'status')
      : refusal('is in no rollout: only an old subset is left', 'cleanup');
  }
  return change({ strategy, stable, retiring: canary.version }, `${stable} gets everything again`);
};

/** Removes the subset that no route refers to since the commit before. */
export const cleanUp: CanaryStep = ({ strategy, stable, canary, retiring }) => {
  if (canary !== undefined) return refusal(`is in the middle of a rollout of ${canary.version}`, onwards(canary));
  if (retiring === undefined) return refusal('has nothing to clean up', 'status');
  return change(
    { strategy, stable },
    `the subset that ${retiring} had as a canary goes; no route refers to it, so that no request meets anything else`,
  );
};

/** The step that leads a rollout to its end. */
export function onwards({ weight }: NonNullable<CanaryRelease['canary']>): 'advance' | 'complete' {
  return weight < 100 ? 'advance' : 'complete';
}

/**
 * The version whose subset a step removes, or gives to another version. Where routes still lead to it, that takes a commit
 * of its own: in one commit the subset would change before the routes do.
 */
export function subsetTaken(before: CanaryRelease, after: CanaryRelease): string | undefined {
  const version = subsetOf(before);
  return version === subsetOf(after) ? undefined : version;
}

/** The version that the subset of canaries stands for. */
function subsetOf({ canary, retiring }: CanaryRelease): string | undefined {
  return canary?.version ?? retiring;
}

function nextStep(weight: number, steps: readonly number[]): number {
  return steps.find((step) => step > weight) ?? 100;
}

function shares(stable: string, canary: string, weight: number): string {
  return `${stable} gets ${100 - weight} % and ${canary} ${weight} %`;
}
