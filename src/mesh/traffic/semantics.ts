/**
 * The semantics that answers rest on, and how we know them.
 *
 * - `proven`: random meshes and requests met the same in real istiod and Envoy (test/conformance/mesh/traffic)
 * - `unproven`: read in Istio's documentation and source, not met in a real mesh
 * - `undefined`: Istio itself leaves it open, or lets the age of objects decide, which Git does not know
 */
export type Certainty = 'proven' | 'unproven' | 'undefined';

export const SEMANTICS = {
  'several virtual services on one gateway host': 'undefined',
  'several virtual services on one mesh host': 'undefined',
  'assumed workload': 'unproven',
} as const satisfies Readonly<Record<string, Certainty>>;

export type Semantic = keyof typeof SEMANTICS;
