import type { Mesh } from '../../mesh/mesh';
import { ManifestSet } from '../../model/manifest-set';
import type { Diff } from '../diff';
import type { Sets } from '../pairs';
import { TrafficSide } from './side';
import { diffTraffic, ExposureChange, TrafficChange } from './traffic-diff';
import type { Unjudged } from './unjudged';

interface InSet {
  readonly set: string;
}

/** What a difference of trees means for requests, set by set. */
export interface TrafficOfSets {
  /** Which requests meet something else. */
  readonly traffic: readonly (TrafficChange & InSet)[];
  /** Who gets to what they did not get to before, or no longer does. */
  readonly exposure: readonly (ExposureChange & InSet)[];
  /** What differs and no request asks for, so that it may change what they meet all the same. */
  readonly unjudged: readonly (Unjudged & InSet)[];
}

export const NO_TRAFFIC: TrafficOfSets = { traffic: [], exposure: [], unjudged: [] };

const NOTHING = new ManifestSet('nothing', []);

/**
 * @param diff of the same sets: where no object differs, no request meets anything else
 * @param meshOf the mesh of what of a set has the shape of its kind
 */
export function trafficOfSets(
  before: Sets,
  after: Sets,
  diff: Diff,
  meshOf: (set: ManifestSet) => Mesh,
): TrafficOfSets {
  const traffic: TrafficOfSets['traffic'][number][] = [];
  const exposure: TrafficOfSets['exposure'][number][] = [];
  const unjudged: TrafficOfSets['unjudged'][number][] = [];
  for (const set of [...new Set(diff.objects.map((change) => change.set))].sort()) {
    const side = (sets: Sets): TrafficSide => new TrafficSide(meshOf(sets.get(set) ?? NOTHING));
    const found = diffTraffic(side(before), side(after));
    traffic.push(...found.traffic.map((change) => ({ set, ...change })));
    exposure.push(...found.exposure.map((change) => ({ set, ...change })));
    unjudged.push(...found.unjudged.map((change) => ({ set, ...change })));
  }
  return { traffic, exposure, unjudged };
}
