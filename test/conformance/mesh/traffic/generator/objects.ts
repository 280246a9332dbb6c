import type { KubernetesObject } from '../../../../../src/model/identity';

const API_VERSIONS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
};

/** An object of Istio. */
export function istioObject(
  kind: string,
  namespace: string,
  name: string,
  spec: object,
  annotations?: Readonly<Record<string, string>>,
): KubernetesObject {
  const apiVersion = API_VERSIONS[kind] ?? 'networking.istio.io/v1';
  return { apiVersion, kind, metadata: { name, namespace, ...(annotations !== undefined && { annotations }) }, spec };
}
