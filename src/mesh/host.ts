/**
 * Host names as Istio understands them: `shop.example.com`, `*.example.com` (any host that ends so) and `*`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const DNS_NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`, 'i');

/** Why a host is none, in words that can end a sentence; undefined when it is one. */
export function hostProblem(host: string): string | undefined {
  if (host === '*') return undefined;
  const name = host.startsWith('*.') ? host.slice(2) : host;
  if (name.length > 253) return 'is longer than 253 characters';
  if (DNS_NAME.test(name)) return undefined;
  if (/:\d+$/.test(name)) return 'has a port; ports are stated separately';
  if (name.includes('/')) return 'has a slash; a host is neither a URL nor prefixed by a namespace';
  if (name.includes('*')) return 'has a wildcard that is not its whole first label';
  return 'is not a DNS name';
}

/** Whether every host that `inner` stands for is one that `outer` stands for. */
export function hostCovers(outer: string, inner: string): boolean {
  const [o, i] = [outer.toLowerCase(), inner.toLowerCase()];
  if (o === '*' || o === i) return true;
  // '*.example.com' covers 'a.example.com' and '*.a.example.com', not 'example.com'.
  return o.startsWith('*.') && i.length > o.length - 1 && i.endsWith(o.slice(1));
}

/** Whether some host is one that both stand for. Two wildcard patterns overlap only where one covers the other. */
export function hostsOverlap(a: string, b: string): boolean {
  return hostCovers(a, b) || hostCovers(b, a);
}

/** Domain of the services of a Kubernetes cluster. Istio's `global.proxy.clusterDomain` has the same default. */
export const CLUSTER_DOMAIN = 'cluster.local';

/** Namespace of the control plane, whose policies are the mesh's, unless the mesh config says otherwise. */
export const ROOT_NAMESPACE = 'istio-system';

/** The fully qualified name of a Kubernetes service. */
export function serviceHost(name: string, namespace: string): string {
  return `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
}

/** Name and namespace of the Kubernetes service that a fully qualified host is; undefined for other hosts. */
export function serviceOf(host: string): { readonly name: string; readonly namespace: string } | undefined {
  const suffix = `.svc.${CLUSTER_DOMAIN}`;
  if (!host.endsWith(suffix)) return undefined;
  const [name, namespace, ...others] = host.slice(0, -suffix.length).split('.');
  return name === undefined || namespace === undefined || others.length > 0 ? undefined : { name, namespace };
}

/**
 * The full name of a host as a rule in `namespace` means it: a name without a dot is a service of that namespace,
 * everything else stands for itself.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export function resolveHost(host: string, namespace: string): string {
  return host.includes('.') || host === '*' ? host.toLowerCase() : serviceHost(host, namespace);
}
