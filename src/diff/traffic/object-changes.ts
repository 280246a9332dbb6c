import type { Mesh } from '../../mesh/mesh';
import { Json, sameJson } from '../../model/json';
import type { Manifest } from '../../model/manifest';

/** An object that one mesh has otherwise than the other, or not at all. */
export type ObjectChange = readonly [before: Manifest | undefined, after: Manifest | undefined];

/** In the order of the objects before; those that come are last. */
export function objectChanges({ set: before }: Mesh, { set: after }: Mesh): readonly ObjectChange[] {
  const stayOrGo = before.manifests.map((one): ObjectChange => [one, after.get(one.identity)]);
  const come = after.manifests.filter(({ identity }) => before.get(identity) === undefined);
  return [...stayOrGo.filter(isChange), ...come.map((other): ObjectChange => [undefined, other])];
}

function isChange([one, other]: ObjectChange): boolean {
  return other === undefined || !sameJson(one?.object as Json, other.object as Json);
}
