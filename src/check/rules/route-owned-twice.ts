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
    for (const [place, owners] of ownersOf(mesh, onGateways, ({ hosts }) => hosts)) {
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
    for (const [place, [first, ...others]] of ownersOf(mesh, onGateways, ({ sniHosts }) => sniHosts)) {
      for (const other of others) {
        yield {
          manifest: other.manifest,
          related: [first!.manifest],
          message: `TLS connections for ${place} are also routed by ${describeIdentity(first!.manifest.identity)}`,
          effect: 'Istio merges them in an undefined order: either may get the connections',
          fix: 'give each server name to one owner',
        };
      }
    }
  },
};

const onGateways = (gateway: string): boolean => gateway !== MESH;
const inMesh = (gateway: string): boolean => gateway === MESH;

/** In the mesh, Istio takes one virtual service of a host and ignores all others. */
export const conflictingMeshHosts: Rule = {
  code: 'IST0109',
  name: 'ConflictingMeshGatewayVirtualServiceHosts',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  *check(mesh) {
    for (const [place, [first, ...others]] of ownersOf(mesh, inMesh, ({ hosts }) => hosts)) {
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
function* ownersOf(
  { virtualServices }: Mesh,
  counts: (gateway: string) => boolean,
  hostsOf: (virtualService: VirtualServiceView) => readonly string[],
): Generator<readonly [place: string, owners: readonly VirtualServiceView[]]> {
  const owners = new Map<string, VirtualServiceView[]>();
  for (const virtualService of virtualServices) {
    for (const gateway of virtualService.gateways.filter(counts)) {
      // Those that other namespaces do not see compete with their neighbours only.
      const where = virtualService.isPrivate ? `${gateway} in ${virtualService.namespace}` : gateway;
      for (const host of hostsOf(virtualService)) {
        const place = `${host} on ${where}`;
        const sofar = owners.get(place);
        if (sofar === undefined) owners.set(place, [virtualService]);
        // One that names the place twice is one owner.
        else if (sofar.at(-1) !== virtualService) sofar.push(virtualService);
      }
    }
  }
  for (const entry of owners) if (entry[1].length > 1) yield entry;
}
