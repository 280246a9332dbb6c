import fc from 'fast-check';
import { istiodRefusal } from '../../../../../src/check/rules/istiod-validation';
import { identityKey, identityOf, type KubernetesObject } from '../../../../../src/model/identity';
import type { Probe } from '../../../../mesh/traffic/differential/probe';
import { meshOf } from '../../../../mesh/traffic/differential/mesh-of';
import { SLICES } from '../arena';
import { surroundings } from './callers';
import { probesOfAll } from './probes';
import { authentication, authorization } from './security';
import { slices } from './slice';
import { allowOthers, slicePolicies } from './slice-policies';
import { rarely } from './vocabulary';

/** What is served at once, and what is asked of it. */
export interface Round {
  readonly objects: readonly KubernetesObject[];
  readonly probes: readonly Probe[];
}

/** @param probes to each slice */
export function rounds(probes: number): fc.Arbitrary<Round> {
  const all = fc.tuple(...Array.from({ length: SLICES }, (_, slice) => slices(slice)));
  const own = fc.tuple(...Array.from({ length: SLICES }, (_, slice) => slicePolicies(slice)));
  const policies = fc.tuple(
    rarely(authorization(), 8),
    fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: own }),
    fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: authentication() }),
  );
  return fc.tuple(surroundings(), policies, all).chain(([surrounding, [ofAll = [], ofEach, asked], lists]) => {
    const scoped = [...ofEach.flatMap(({ objects }) => objects), ...allowOthers(ofEach)];
    const common = [...surrounding, ...ofAll, ...scoped, ...asked];
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
