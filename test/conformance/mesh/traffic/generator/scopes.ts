/** The pods that a policy is for. */
export interface Scope {
  readonly namespace: string;
  readonly name: string;
  readonly selector?: object;
  readonly targetRefs?: readonly object[];
}

/** The part of a policy that says it. */
export function scopeOf({ selector, targetRefs }: Scope): object {
  return { ...(selector !== undefined && { selector }), ...(targetRefs !== undefined && { targetRefs }) };
}

const labelled = (label: string, value: string): object => ({ matchLabels: { [label]: value } });

export const APPLICATIONS: readonly Scope[] = [
  { namespace: 'shop', name: 'web', selector: labelled('app', 'web') },
  { namespace: 'shop', name: 'cart', selector: labelled('app', 'cart') },
  { namespace: 'stock', name: 'items', selector: labelled('app', 'items') },
  { namespace: 'stock', name: 'items-v2', selector: labelled('version', 'v2') },
];

export const GATEWAYS: readonly Scope[] = ['ingress', 'egress'].map((name) => ({
  namespace: 'istio-system',
  name,
  selector: labelled('istio', `${name}gateway`),
}));

export const NAMESPACES: readonly Scope[] = ['shop', 'stock'].map((namespace) => ({ namespace, name: 'all' }));

export const ROOT: Scope = { namespace: 'istio-system', name: 'root' };

const gateway = (name: string): object => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name });

/** Those that name what they are for: nothing but gateways of the Gateway API, of their own namespace, is found that way. */
export const TARGETS: readonly Scope[] = [
  { namespace: 'istio-system', name: 'by-gateway', targetRefs: [gateway('entrance')] },
  { namespace: 'istio-system', name: 'by-gateways', targetRefs: [gateway('nothing'), gateway('entrance')] },
  { namespace: 'shop', name: 'by-gateway', targetRefs: [gateway('entrance')] },
  { namespace: 'shop', name: 'by-service', targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] },
  {
    namespace: 'office',
    name: 'by-entry',
    targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'external-1' }],
  },
];
