import { describeIdentity } from '../../model/identity';
import { describePath, findOverlap } from '../../mesh/path-match';
import type { Mesh } from '../../mesh/mesh';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import { EDGE_GATEWAY } from '../explanations/edge-gateway';
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
  explanation: {
    what: 'Two virtual services route the same path of a host on one gateway.',
    effect: 'Istio merges them in an undefined order: either may get the requests',
    fix: 'give each path of the host to one owner: IngressGateway.expose() with disjoint paths',
    bad: `${EDGE_GATEWAY}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ match: [{ uri: { prefix: /api } }], route: [{ destination: { host: api } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: orders }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ match: [{ uri: { prefix: /api/orders } }], route: [{ destination: { host: orders } }] }]
`,
    good: `${EDGE_GATEWAY}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ match: [{ uri: { prefix: /api } }], route: [{ destination: { host: api } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: orders }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ match: [{ uri: { prefix: /orders } }], route: [{ destination: { host: orders } }] }]
`,
  },
  *check(mesh) {
    for (const [place, owners] of ownersOf(mesh, ({ hosts }) => hosts)) {
      const claims = owners.flatMap((owner) => owner.paths().map((path) => ({ path, owner })));
      const overlap = findOverlap(claims);
      if (overlap === undefined) continue;
      const [first, second] = overlap;
      yield {
        manifest: second.owner.manifest,
        related: [first.owner.manifest],
        message: `${place} ${describePath(second.path)} is also routed by ${describeIdentity(first.owner.manifest.identity)} (${describePath(first.path)})`,
      };
    }
    for (const [place, [first, ...others]] of ownersOf(mesh, ({ sniHosts }) => sniHosts)) {
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

/** The virtual services of each gateway and host that has more than one. */
function* ownersOf(
  { virtualServices }: Mesh,
  hostsOf: (virtualService: VirtualServiceView) => readonly string[],
): Generator<readonly [place: string, owners: readonly VirtualServiceView[]]> {
  const owners = new Map<string, VirtualServiceView[]>();
  for (const virtualService of virtualServices) {
    for (const gateway of virtualService.gateways.filter((name) => name !== MESH)) {
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
