import { append } from '../../mesh/group';
import { MESH, Target, VirtualServiceView } from '../../mesh/virtual-service';
import { describeManifests } from '../../model/manifest';
import { EDGE_GATEWAY } from '../explanations/edge-gateway';
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
    bad: `${EDGE_GATEWAY}apiVersion: networking.istio.io/v1
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
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
`,
    good: `${EDGE_GATEWAY}apiVersion: networking.istio.io/v1
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
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
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
    const split = httpTargets(virtualService).filter(({ subset }) => subset !== undefined);
    for (const host of new Set(split.map((target) => target.host))) {
      if (virtualService.hosts.includes(host)) append(splitters, host, virtualService);
    }
  }
  return splitters;
}

function* plainRoutes(
  virtualService: VirtualServiceView,
  splitters: ReadonlyMap<string, readonly VirtualServiceView[]>,
): Generator<Complaint> {
  for (const { host, subset, pointer } of httpTargets(virtualService)) {
    if (subset !== undefined) continue;
    // Its own routes are all that a virtual service needs to know.
    const others = (splitters.get(host) ?? []).filter((other) => other !== virtualService);
    if (others.length === 0) continue;
    const related = others.map(({ manifest }) => manifest);
    yield {
      manifest: virtualService.manifest,
      pointer,
      related,
      message: `the gateway does not see the subsets to which ${describeManifests(related)} routes ${host}`,
    };
  }
}

function httpTargets(virtualService: VirtualServiceView): readonly Target[] {
  const routes = virtualService.routes.filter(({ protocol }) => protocol === 'http');
  return routes.flatMap((route) => virtualService.targetsOf(route));
}
