import { describeIdentity } from '../../model/identity';
import { describePath, findOverlap } from '../../mesh/path-match';
import type { Mesh } from '../../mesh/mesh';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import type { Rule } from '../rule';

/**
 * Istio merges the virtual services of one gateway and host in an order that it does not define. That is harmless only
 * where no path belongs to two of them.
 */
export const routeOwnedTwice: Rule = {
  code: 'IGO0102',
  name: 'RouteOwnedTwice',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  *check(mesh) {
    for (const [place, owners] of ownersOfHosts(mesh, (gateway) => gateway !== MESH)) {
      const claims = owners.flatMap((owner) => owner.paths().map((path) => ({ path, owner })));
      const overlap = findOverlap(claims);
      if (overlap === undefined) continue;
      const [first, second] = overlap;
      yield {
        manifest: second.owner.manifest,
        related: [first.owner.manifest],
        message: `${place} ${describePath(second.path)} is also routed by ${describeIdentity(first.owner.manifest.identity)} (${describePath(first.path)})`,
        effect: 'Istio merges them in an undefined order: either may get the requests',
        fix: 'give each path of the host to one owner: IngressGateway.expose() with disjoint paths',
      };
    }
  },
};

/** In the mesh, Istio takes one virtual service of a host and ignores all others. */
export const conflictingMeshHosts: Rule = {
  code: 'IST0109',
  name: 'ConflictingMeshGatewayVirtualServiceHosts',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  *check(mesh) {
    for (const [place, [first, ...others]] of ownersOfHosts(mesh, (gateway) => gateway === MESH)) {
      for (const other of others) {
        yield {
          manifest: other.manifest,
          related: [first!.manifest],
          message: `${place} is also routed by ${describeIdentity(first!.manifest.identity)}`,
          effect: 'sidecars use one of the two and ignore the other',
          fix: 'merge the two virtual services, or remove the host from one',
        };
      }
    }
  },
};

/** The virtual services of each gateway and host that has more than one. */
function* ownersOfHosts(
  { virtualServices }: Mesh,
  counts: (gateway: string) => boolean,
): Generator<readonly [place: string, owners: readonly VirtualServiceView[]]> {
  const owners = new Map<string, VirtualServiceView[]>();
  for (const virtualService of virtualServices) {
    for (const gateway of virtualService.gateways.filter(counts)) {
      for (const host of virtualService.hosts) {
        const place = `${host} on ${gateway}`;
        const sofar = owners.get(place);
        if (sofar === undefined) owners.set(place, [virtualService]);
        // One that names the place twice is one owner.
        else if (sofar.at(-1) !== virtualService) sofar.push(virtualService);
      }
    }
  }
  for (const entry of owners) if (entry[1].length > 1) yield entry;
}
