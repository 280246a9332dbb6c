import type { GatewayView } from '../../mesh/gateway';
import type { Mesh } from '../../mesh/mesh';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import { EDGE_GATEWAY } from '../explanations/edge-gateway';
import type { Complaint, Rule } from '../rule';

/** A host of a virtual service that no server of its gateway admits is never served there. */
export const hostNotInGateway: Rule = {
  code: 'IST0132',
  name: 'VirtualServiceHostNotFoundInGateway',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: true,
  explanation: {
    what: 'A host of a virtual service that no server of its gateways admits, or a gateway that admits none of its hosts.',
    effect: 'requests for the host get 404',
    fix: 'add the host to a server of the gateway, or use one that it serves',
    bad: `${EDGE_GATEWAY}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.org]
  gateways: [edge/main]
  http: [{ route: [{ destination: { host: shop } }] }]
`,
    good: `${EDGE_GATEWAY}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ route: [{ destination: { host: shop } }] }]
`,
  },
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) {
      const strays = [...strayHosts(virtualService, mesh)];
      yield* strays.length > 0 ? strays : idleGateways(virtualService, mesh);
    }
  },
};

/** Hosts that none of the gateways serves. */
function* strayHosts(virtualService: VirtualServiceView, mesh: Mesh): Generator<Complaint> {
  const { manifest, namespace, hosts, gateways } = virtualService;
  // Hosts may be meant for the mesh alone, and nobody here knows what another repository's gateway serves.
  const known = mesh.gatewaysOf(virtualService);
  if (known === undefined) return;
  for (const [i, host] of hosts.entries()) {
    if (known.some((gateway) => gateway.serves(host, namespace))) continue;
    yield {
      manifest,
      pointer: `/spec/hosts/${i}`,
      message: `the host ${host} is outside of ${gateways.join(', ')}, which serves ${known.map(servedBy).join(', ')}`,
    };
  }
}

/** Gateways that serve none of the hosts. */
function* idleGateways({ manifest, namespace, hosts, gateways }: VirtualServiceView, mesh: Mesh): Generator<Complaint> {
  if (hosts.length === 0) return;
  for (const [i, name] of gateways.entries()) {
    const gateway = name === MESH ? undefined : mesh.gateways.get(name);
    if (gateway === undefined || hosts.some((host) => gateway.serves(host, namespace))) continue;
    yield {
      manifest,
      pointer: `/spec/gateways/${i}`,
      message: `none of its hosts is one of ${name}, which serves ${servedBy(gateway)}`,
      effect: 'no request through that gateway reaches these routes',
      fix: 'add a host that the gateway serves, or remove the gateway',
    };
  }
}

function servedBy(gateway: GatewayView): string {
  return gateway.hosts.map(({ host }) => host).join(', ');
}
