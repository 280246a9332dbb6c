import { append } from '../../mesh/group';
import { resolveHost } from '../../mesh/host';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import { describeIdentity } from '../../model/identity';
import type { Complaint, Rule } from '../rule';

/**
 * Proxies look up one virtual service only: a gateway that routes to a host by its plain name does not see how the mesh
 * splits that host.
 */
export const ingressIgnoresSubsets: Rule = {
  code: 'IST0140',
  name: 'IngressRouteRulesNotAffected',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A gateway routes to a host without a subset, while another virtual service splits that host by subsets.',
    effect: 'requests through the gateway ignore the split: they go to all versions alike',
    fix: 'state the same subsets and weights for the gateway, or bind one virtual service to both the gateway and the mesh',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: edge, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ route: [{ destination: { host: reviews } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: reviews, subset: v1 } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: edge, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ route: [{ destination: { host: reviews, subset: v1 } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: reviews, subset: v1 } }] }]
`,
  },
  *check({ virtualServices }) {
    if (!virtualServices.some(isAtGateway)) return;
    const splitters = splittersByHost(virtualServices);
    for (const virtualService of virtualServices) {
      if (isAtGateway(virtualService)) yield* plainRoutes(virtualService, splitters);
    }
  },
};

const isAtGateway = ({ gateways }: VirtualServiceView): boolean => gateways.some((gateway) => gateway !== MESH);

/** The virtual services of a host that route it to its own subsets. */
function splittersByHost(virtualServices: readonly VirtualServiceView[]): ReadonlyMap<string, VirtualServiceView[]> {
  const splitters = new Map<string, VirtualServiceView[]>();
  for (const virtualService of virtualServices) {
    const { hosts, namespace, spec } = virtualService;
    const split = new Set<string>();
    for (const { route = [] } of spec.http ?? []) {
      for (const { destination } of route) {
        if (destination.subset !== undefined) split.add(resolveHost(destination.host, namespace));
      }
    }
    for (const host of split) if (hosts.includes(host)) append(splitters, host, virtualService);
  }
  return splitters;
}

function* plainRoutes(
  virtualService: VirtualServiceView,
  splitters: ReadonlyMap<string, readonly VirtualServiceView[]>,
): Generator<Complaint> {
  for (const [i, { route = [] }] of (virtualService.spec.http ?? []).entries()) {
    for (const [j, { destination }] of route.entries()) {
      if (destination.subset !== undefined) continue;
      const host = resolveHost(destination.host, virtualService.namespace);
      // Its own routes are all that a virtual service needs to know.
      const others = (splitters.get(host) ?? []).filter((other) => other !== virtualService);
      if (others.length === 0) continue;
      yield {
        manifest: virtualService.manifest,
        pointer: `/spec/http/${i}/route/${j}/destination`,
        related: others.map(({ manifest }) => manifest),
        message: `the gateway does not see the subsets to which ${others.map(({ manifest }) => describeIdentity(manifest.identity)).join(', ')} routes ${host}`,
      };
    }
  }
}
