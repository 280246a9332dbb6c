import type { GatewayServer, GatewayView } from '../../mesh/gateway';
import type { Mesh } from '../../mesh/mesh';
import { isHttp, parseProtocol } from '../../mesh/protocol';
import type { VirtualServiceView } from '../../mesh/virtual-service';
import { describeManifests } from '../../model/manifest';
import type { Complaint, Rule } from '../rule';

/** What a server makes of connections decides which rules of a virtual service it looks at. */
export const gatewayProtocol: Rule = {
  code: 'IGO0303',
  name: 'RulesForAnotherProtocol',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A virtual service has rules for one protocol only, and the servers of its gateway that admit its hosts speak another one.',
    effect: 'the gateway does not look at these rules: requests get 404, or connections are closed',
    fix: 'write http rules for servers that speak HTTP or terminate TLS, tls rules for PASSTHROUGH, tcp rules for TCP',
    bad: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: tls, protocol: TLS }
      tls: { mode: PASSTHROUGH }
      hosts: [shop.example.com]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http: [{ route: [{ destination: { host: shop } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: tls, protocol: TLS }
      tls: { mode: PASSTHROUGH }
      hosts: [shop.example.com]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  tls: [{ match: [{ sniHosts: [shop.example.com] }], route: [{ destination: { host: shop } }] }]
`,
  },
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) yield* unreadRules(virtualService, mesh);
  },
};

const RULES = ['http', 'tls', 'tcp'] as const;
type RuleKind = (typeof RULES)[number];

function* unreadRules(virtualService: VirtualServiceView, mesh: Mesh): Generator<Complaint> {
  const { manifest, spec } = virtualService;
  const gateways = mesh.gatewaysOf(virtualService);
  if (gateways === undefined) return;
  const read = new Set(gateways.flatMap((gateway) => rulesReadBy(gateway, virtualService)));
  const related = gateways.map((gateway) => gateway.manifest);
  // That no server admits its hosts is another finding.
  if (read.size === 0) return;
  for (const kind of RULES) {
    if ((spec[kind] ?? []).length === 0 || read.has(kind)) continue;
    yield {
      manifest,
      pointer: `/spec/${kind}`,
      related,
      message: `${describeManifests(related)} looks at ${[...read].join(' and ')} rules for its hosts, not at ${kind} rules`,
    };
  }
}

function rulesReadBy(gateway: GatewayView, { hosts, namespace }: VirtualServiceView): RuleKind[] {
  return gateway.serversOf(hosts, namespace).flatMap(rulesOf);
}

function rulesOf({ port, tls }: GatewayServer): RuleKind[] {
  const protocol = parseProtocol(port.protocol);
  // That istiod refuses the server is another finding.
  if (protocol === undefined) return [...RULES];
  if (isHttp(protocol)) return ['http'];
  const mode = tls === undefined ? undefined : (tls.mode ?? 'PASSTHROUGH');
  if (mode === 'PASSTHROUGH') return ['tls'];
  // It leads to services by their names, past all rules.
  if (mode === 'AUTO_PASSTHROUGH') return [];
  return protocol === 'HTTPS' ? ['http'] : ['tcp'];
}
