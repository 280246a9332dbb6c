import type { TrafficAnswer } from '../../../src/mesh/traffic/answer';
import type { TrafficRequest } from '../../../src/mesh/traffic/request';
import { Traffic } from '../../../src/mesh/traffic/traffic';
import { meshOf } from '../../fixtures/manifests';

const GROUPS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Service: 'v1',
  Pod: 'v1',
};

/**
 * One object of Istio's or of Kubernetes.
 *
 * @param name `namespace/name`
 * @param spec in YAML, in braces or indented
 */
export function istio(kind: string, name: string, spec: string): string {
  const [namespace, own] = name.split('/');
  return `apiVersion: ${GROUPS[kind] ?? 'networking.istio.io/v1'}
kind: ${kind}
metadata: { name: ${own}, namespace: ${namespace} }
spec: ${spec}
`;
}

/** A pod whose one label says which application it is, and perhaps another one which version. */
export function pod(name: string, labels: string): string {
  const [namespace, own] = name.split('/');
  return `apiVersion: v1
kind: Pod
metadata: { name: ${own}, namespace: ${namespace}, labels: ${labels} }
spec: { serviceAccountName: ${own} }
`;
}

/** The explained answer of a mesh of some objects. */
export function answer(request: TrafficRequest, objects: readonly string[]): TrafficAnswer {
  return new Traffic(meshOf(objects.join('---\n'))).explain(request);
}

/** Where requests go and in which shares, or what happens instead. */
export function fate({ outcome, status, destinations }: TrafficAnswer): string {
  if (outcome !== 'routed') return status === undefined ? outcome : `${status} ${outcome}`;
  return destinations
    .map(({ host, subset, weight }) => `${host.split('.')[0]}${subset === undefined ? '' : `/${subset}`} ${weight}`)
    .join(', ');
}
