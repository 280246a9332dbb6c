import type { BlueGreenRelease, CanaryRelease, Release } from '../model/release';
import { idleColour, switched } from './blue-green';
import { onwards } from './canary';
import { type Change, change } from './decision';

/** What a promotion makes of the release of the environment that is promoted to, or why it makes no sense. */
export type Promotion = Change<Release> | PromotionRefusal;

export interface PromotionRefusal {
  readonly kind: 'refusal';
  /** The environment of which something is said: the one that is promoted from, or to. */
  readonly of: 'source' | 'target';
  /** Why, in words that follow the name of the service. */
  readonly why: string;
  /** What to do there: a step, as `advance --to 100`, or an edit by hand, as `write …`. */
  readonly remedy: { readonly step: string } | { readonly edit: string };
}

/** Releases that an environment had, in any order, as far as anybody knows them. */
export interface Past {
  readonly source: readonly Release[];
  readonly target: readonly Release[];
}

/**
 * Whether a promotion would lead back: the target has had what comes, and has left it for a version that the source has
 * never served. Versions are labels without an order, so only what was tells; where nobody knows it, nothing leads back.
 */
export function leadsBack(source: Release, target: Release, past: Past): boolean {
  const [comes, goes] = [versionOf(source), versionOf(target)];
  const served = (releases: readonly Release[], version: string | undefined): boolean =>
    version !== undefined && releases.some((release) => versionOf(release) === version);
  return comes !== goes && served(past.target, comes) && !served(past.source, goes);
}

/** What serves everybody. */
export function versionOf(release: Release): string | undefined {
  return release.strategy === 'canary' ? release.stable : release[release.active];
}

/**
 * What becomes of a service when the version that serves everybody in one environment is to serve everybody in the
 * next. How it is rolled out is the next one's own: its colours, and the steps of its canaries.
 *
 * A service that runs the version already is a change to what it is.
 */
export function promote(source: Release, target: Release): Promotion {
  if (source.strategy === 'canary') {
    return target.strategy === 'canary' ? promoteCanary(source, target) : otherStrategy(source, target);
  }
  return target.strategy === 'blue-green' ? promoteBlueGreen(source, target) : otherStrategy(source, target);
}

function promoteCanary(source: CanaryRelease, target: CanaryRelease): Promotion {
  const version = source.stable;
  if (source.canary !== undefined) return inTheMiddle('source', source.canary, source.canary.version);
  if (target.canary !== undefined) return inTheMiddle('target', target.canary, version);
  if (version === target.stable) return change(target, `${version} stays the stable version`);
  return change(
    // An old subset may have routes until the next commit.
    { strategy: 'canary', stable: version, ...(target.retiring !== undefined && { retiring: target.retiring }) },
    `${version} takes over from ${target.stable} for all requests at once`,
  );
}

/** @param wanted the version that the rollout should come to */
function inTheMiddle(
  of: PromotionRefusal['of'],
  canary: NonNullable<CanaryRelease['canary']>,
  wanted: string,
): PromotionRefusal {
  const { version, weight } = canary;
  return {
    kind: 'refusal',
    of,
    why: `is in the middle of a rollout: ${version} gets ${weight} %`,
    remedy: { step: version === wanted ? onwards(canary) : 'abort' },
  };
}

function promoteBlueGreen(source: BlueGreenRelease, target: BlueGreenRelease): Promotion {
  if (source.idle === 'preview') return unswitched('source', 'switch');
  const version = source[source.active];
  if (version === undefined) {
    return {
      kind: 'refusal',
      of: 'source',
      why: `has no version in ${source.active}, its active colour`,
      remedy: { edit: `write \`${source.active}: VERSION\`` },
    };
  }
  const idle = idleColour(target);
  if (target.idle === 'preview' && target[idle] !== version) return unswitched('target', 'abort');
  if (target[target.active] === version) return change(target, `${version} stays in ${target.active}`);
  return switched({ ...target, [idle]: version });
}

function unswitched(of: PromotionRefusal['of'], step: string): PromotionRefusal {
  return { kind: 'refusal', of, why: 'has a preview that is not switched to', remedy: { step } };
}

function otherStrategy(source: Release, target: Release): PromotionRefusal {
  return {
    kind: 'refusal',
    of: 'target',
    why: `is ${target.strategy}, and what comes is ${source.strategy}`,
    remedy: { edit: `make it ${source.strategy}` },
  };
}
