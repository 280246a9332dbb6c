import { Kind, kindKey } from '../model/identity';
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
  'flagger.app/Canary': 'routes',
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
export function tierOf(kind: Kind): Tier {
  return TIER_OF_KIND[kindKey(kind)] ?? 'foundations';
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
 * Sorts by tier; inside a tier by the length of the longest chain of references, so that nothing which an added object
 * refers to moves; then by identity. Linear, but for the sort.
 */
export function applyOrder(manifests: readonly Manifest[], edges: Iterable<Edge>): ApplyOrder {
  const backward: Edge[] = [];
  const sameTier = new Map<Manifest, Edge[]>();
  for (const edge of edges) {
    const distance = TIERS.indexOf(tierOf(edge.from.identity)) - TIERS.indexOf(tierOf(edge.to.identity));
    if (distance < 0) backward.push(edge);
    if (distance !== 0) continue;
    const outgoing = sameTier.get(edge.from);
    if (outgoing === undefined) sameTier.set(edge.from, [edge]);
    else outgoing.push(edge);
  }
  const { depths, cycles } = followReferences([...sameTier.keys()].sort(byKey), sameTier);
  const tiers = new Map<Tier, Manifest[]>(TIERS.map((tier) => [tier, []]));
  for (const manifest of manifests) tiers.get(tierOf(manifest.identity))!.push(manifest);
  const depthOf = (manifest: Manifest): number => depths.get(manifest) ?? 0;
  for (const tier of tiers.values()) tier.sort((a, b) => depthOf(a) - depthOf(b) || byKey(a, b));
  return { manifests: [...tiers.values()].flat(), backward, cycles };
}

function byKey(a: Manifest, b: Manifest): number {
  return a.key < b.key ? -1 : 1;
}

/** One manifest on the way from a start along its references. */
interface Step {
  readonly manifest: Manifest;
  readonly references: readonly Edge[];
  /** How many of the references have been followed. */
  followed: number;
  /** Length of the longest chain of references found so far. */
  depth: number;
}

/**
 * The length of the longest chain of references from each of the manifests and from what they refer to, and the circles
 * in which chains would not end.
 */
function followReferences(
  starts: readonly Manifest[],
  references: ReadonlyMap<Manifest, readonly Edge[]>,
): { readonly depths: ReadonlyMap<Manifest, number>; readonly cycles: readonly (readonly Edge[])[] } {
  const depths = new Map<Manifest, number>();
  const cycles: Edge[][] = [];
  // A trail of its own and no recursion: chains may be longer than the call stack.
  const trail: Step[] = [];
  const placeInTrail = new Map<Manifest, number>();

  function enter(manifest: Manifest): void {
    placeInTrail.set(manifest, trail.length);
    trail.push({ manifest, references: references.get(manifest) ?? [], followed: 0, depth: 0 });
  }

  for (const start of starts) {
    if (!depths.has(start)) enter(start);
    for (let step = trail.at(-1); step !== undefined; step = trail.at(-1)) {
      const edge = step.references[step.followed];
      if (edge === undefined) {
        depths.set(step.manifest, step.depth);
        placeInTrail.delete(step.manifest);
        trail.pop();
        continue;
      }
      const depth = depths.get(edge.to);
      const place = placeInTrail.get(edge.to);
      if (depth === undefined && place === undefined) {
        enter(edge.to);
        continue;
      }
      step.followed++;
      if (depth !== undefined) step.depth = Math.max(step.depth, depth + 1);
      // All steps but the last wait for the reference that they are following.
      else cycles.push([...trail.slice(place, -1).map((open) => open.references[open.followed]!), edge]);
    }
  }
  return { depths, cycles };
}
