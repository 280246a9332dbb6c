/**
 * The semantics that answers rest on, and how we know them.
 *
 * - `proven`: random meshes and requests met the same in real istiod and Envoy (test/conformance/mesh/traffic)
 * - `unproven`: read in Istio's documentation and source, not met in a real mesh
 * - `undefined`: Istio itself leaves it open, or lets the age of objects decide, which Git does not know
 */
export type Certainty = 'proven' | 'unproven' | 'undefined';

/** How each is known. */
export const SEMANTICS = {
  'hosts of gateways': 'proven',
  'server names of TLS': 'proven',
  'redirects to HTTPS': 'proven',
  'order of rules': 'proven',
  'matches of paths': 'proven',
  'matches of headers': 'proven',
  'matches of query parameters': 'proven',
  'matches of methods, schemes and authorities': 'proven',
  'matches of ports, gateways and senders': 'proven',
  delegates: 'proven',
  rewrites: 'proven',
  redirects: 'proven',
  'cross-origin requests': 'proven',
  mirrors: 'proven',
  'direct responses': 'proven',
  faults: 'proven',
  'header operations': 'proven',
  'weighted destinations': 'proven',
  subsets: 'proven',
  'destinations that are not there': 'proven',
  'services in the mesh': 'proven',
  'service entries': 'proven',
  'traffic that no rule knows': 'proven',
  'path normalization': 'proven',
  'mutual TLS': 'proven',
  'authorization policies': 'proven',
  'rules for tokens': 'proven',
  'claims in routes': 'proven',
  'trusted proxies': 'proven',
  'default visibility': 'proven',
  'several virtual services on one gateway host': 'undefined',
  'several virtual services on one mesh host': 'undefined',
  'assumed workload': 'unproven',
  'TLS and TCP routes': 'unproven',
  'pods that differ': 'undefined',
  'original destination': 'undefined',
  'several destination rules on one host': 'undefined',
  'several service entries on one host': 'undefined',
  'several gateways on one port': 'undefined',
  'several Sidecars for one workload': 'undefined',
  'services by another name': 'unproven',
  'listeners that Sidecars declare': 'unproven',
  'Envoy filters': 'unproven',
  'gRPC status of faults': 'unproven',
  'several PeerAuthentications of one scope': 'undefined',
  'several RequestAuthentications with one issuer': 'undefined',
  'signature of tokens': 'unproven',
  'age of tokens': 'unproven',
  'queries that lose a token': 'undefined',
  'order within claims': 'undefined',
  'external authorization': 'unproven',
  'addresses of callers': 'unproven',
  'addresses of pods': 'unproven',
  'server name of mutual TLS': 'unproven',
  'headers that proxies add': 'unproven',
  'metadata of Envoy filters': 'unproven',
} as const satisfies Readonly<Record<string, Certainty>>;

/** One of {@link SEMANTICS}. */
export type Semantic = keyof typeof SEMANTICS;
