import fc from 'fast-check';
import { istiodRefusal } from '../../../../../src/check/rules/istiod-validation';
import { identityKey, identityOf, type KubernetesObject } from '../../../../../src/model/identity';
import type { Probe } from '../../../../mesh/traffic/differential/probe';
import { meshOf } from '../../../../mesh/traffic/differential/mesh-of';
import { SLICES } from '../arena';
import { surroundings } from './callers';
import { probesOfAll } from './probes';
import { security } from './security';
import { slices } from './slice';

/** What is served at once, and what is asked of it. */
export interface Round {
  readonly objects: readonly KubernetesObject[];
  readonly probes: readonly Probe[];
}

/** @param probes to each slice */
export function rounds(probes: number): fc.Arbitrary<Round> {
  const all = fc.tuple(...Array.from({ length: SLICES }, (_, slice) => slices(slice)));
  const policies = fc.oneof(fc.constant([]), security());
  return fc.tuple(surroundings(), policies, all).chain(([surrounding, secured, lists]) => {
    const common = [...surrounding, ...secured];
    const refused = refusedOf([...common, ...lists.flat()]);
    const taken = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] =>
      objects.filter((object) => !refused.has(identityKey(identityOf(object))));
    const kept = lists.map(taken);
    const objects = [...taken(common), ...kept.flat()];
    return probesOfAll(kept, probes).map((list) => ({ objects, probes: list }));
  });
}

/** Objects that istiod's webhook would not let in; the harness has none. */
function refusedOf(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set([...istiodRefusal.check(meshOf(objects))].map(({ manifest }) => manifest.key));
}
