import type { KubernetesObject } from '../../../src/model/identity';
import type { JsonOperation, Reference } from '../kube-client';

export interface VirtualService extends KubernetesObject {
  readonly spec: {
    readonly http: readonly { readonly timeout?: string; readonly route?: readonly { readonly weight?: number }[] }[];
  };
}

export interface DestinationRule extends KubernetesObject {
  readonly spec: { readonly subsets: readonly { readonly labels: Readonly<Record<string, string>> }[] };
}

export function virtualService(namespace: string, name: string): Reference {
  return networking('VirtualService', namespace, name);
}

export function destinationRule(namespace: string, name: string): Reference {
  return networking('DestinationRule', namespace, name);
}

export function gateway(namespace: string, name: string): Reference {
  return networking('Gateway', namespace, name);
}

function networking(kind: string, namespace: string, name: string): Reference {
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace } };
}

/** Writes statuses. */
export const ISTIOD = { manager: 'pilot-discovery', subresource: 'status' } as const;

/** What istiod writes of an object. */
export function analysed(level: 'ERROR' | 'WARNING') {
  return { validationMessages: [{ level, type: { code: 'IST0101', name: 'ReferencedResourceNotFound' } }] };
}

/** Moves weights, and tells subsets apart. */
export const ROLLOUTS = { manager: 'rollouts-controller' };

export function movedWeights(stable: number, canary: number): readonly JsonOperation[] {
  return [stable, canary].map((value, i) => ({ op: 'replace', path: `/spec/http/0/route/${i}/weight`, value }));
}

export function podHashes(stable: string, canary: string): readonly JsonOperation[] {
  return [stable, canary].map((value, i) => {
    return { op: 'add', path: `/spec/subsets/${i}/labels/rollouts-pod-template-hash`, value };
  });
}
