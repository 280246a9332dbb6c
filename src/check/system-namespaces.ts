/** Namespaces of Kubernetes' own, whose pods never get a proxy: istioctl looks at nothing in them. */
export const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);
