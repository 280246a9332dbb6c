import type { Manifest } from '../model/manifest';

/**
 * When a kind is applied. The tiers are fixed by kind, so that adding an object never moves another one: what is
 * referred to exists before what refers to it, and what tightens comes when all that it may cut off is routed.
 */
export const TIERS = [
  'namespaces',
  'foundations',
  'mesh-defaults',
  'gateways',
  'destinations',
  'routes',
  'policies',
] as const;

export type Tier = (typeof TIERS)[number];

const TIER_OF_KIND: Readonly<Record<string, Tier>> = {
  '/Namespace': 'namespaces',
  'apiextensions.k8s.io/CustomResourceDefinition': 'namespaces',
  'networking.istio.io/ProxyConfig': 'mesh-defaults',
  'security.istio.io/PeerAuthentication': 'mesh-defaults',
  'telemetry.istio.io/Telemetry': 'mesh-defaults',
  'networking.istio.io/Gateway': 'gateways',
  'networking.istio.io/ServiceEntry': 'gateways',
  'networking.istio.io/WorkloadEntry': 'gateways',
  'networking.istio.io/WorkloadGroup': 'gateways',
  'gateway.networking.k8s.io/GatewayClass': 'mesh-defaults',
  'gateway.networking.k8s.io/Gateway': 'gateways',
  'gateway.networking.k8s.io/ListenerSet': 'gateways',
  'gateway.networking.k8s.io/ReferenceGrant': 'gateways',
  'networking.istio.io/DestinationRule': 'destinations',
  'gateway.networking.k8s.io/BackendTLSPolicy': 'destinations',
  'networking.istio.io/VirtualService': 'routes',
  'gateway.networking.k8s.io/HTTPRoute': 'routes',
  'gateway.networking.k8s.io/GRPCRoute': 'routes',
  'gateway.networking.k8s.io/TCPRoute': 'routes',
  'gateway.networking.k8s.io/TLSRoute': 'routes',
  'gateway.networking.k8s.io/UDPRoute': 'routes',
  'networking.istio.io/EnvoyFilter': 'policies',
  'networking.istio.io/Sidecar': 'policies',
  'extensions.istio.io/TrafficExtension': 'policies',
  'extensions.istio.io/WasmPlugin': 'policies',
  'security.istio.io/AuthorizationPolicy': 'policies',
  'security.istio.io/RequestAuthentication': 'policies',
};

/** Everything that is not listed is a foundation: services, accounts, certificates, secrets, kinds nobody knows. */
export function tierOf({ identity: { group, kind } }: Manifest): Tier {
  return TIER_OF_KIND[`${group}/${kind}`] ?? 'foundations';
}

/** `to` has to exist before `from` is applied. */
export interface Edge {
  readonly from: Manifest;
  readonly to: Manifest;
  /** JSON pointer of the reference in `from`. */
  readonly pointer: string;
}

export interface ApplyOrder {
  readonly manifests: readonly Manifest[];
  /** References to something that is applied later: the tiers are wrong for this set. */
  readonly backward: readonly Edge[];
  /** References of one tier that lead back to where they started. */
  readonly cycles: readonly (readonly Edge[])[];
}

/**
 * Sorts by tier; inside a tier by references, and by identity where nothing refers. Linear, but for the sort by name.
 */
export function applyOrder(manifests: readonly Manifest[], edges: Iterable<Edge>): ApplyOrder {
  const rank = new Map(manifests.map((manifest) => [manifest, TIERS.indexOf(tierOf(manifest))]));
  const backward: Edge[] = [];
  const sameTier = new Map<Manifest, Edge[]>();
  for (const edge of edges) {
    const distance = rank.get(edge.from)! - rank.get(edge.to)!;
    if (distance < 0) backward.push(edge);
    if (distance !== 0) continue;
    const outgoing = sameTier.get(edge.from);
    if (outgoing === undefined) sameTier.set(edge.from, [edge]);
    else outgoing.push(edge);
  }

  const ordered: Manifest[] = [];
  const cycles: Edge[][] = [];
  const state = new Map<Manifest, 'open' | 'done'>();
  const trail: Edge[] = [];

  // References inside a tier are delegations, a level or two deep: recursion is safe.
  function visit(manifest: Manifest): void {
    state.set(manifest, 'open');
    for (const edge of sameTier.get(manifest) ?? []) {
      trail.push(edge);
      const seen = state.get(edge.to);
      if (seen === undefined) visit(edge.to);
      else if (seen === 'open') cycles.push(trail.slice(trail.findIndex(({ from }) => from === edge.to)));
      trail.pop();
    }
    state.set(manifest, 'done');
    ordered.push(manifest);
  }

  const sorted = [...manifests].sort((a, b) => rank.get(a)! - rank.get(b)! || (a.key < b.key ? -1 : 1));
  for (const manifest of sorted) if (!state.has(manifest)) visit(manifest);
  return { manifests: ordered, backward, cycles };
}
