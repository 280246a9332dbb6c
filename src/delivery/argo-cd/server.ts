import type { Cluster } from '../../platform/cluster';

/** As Argo CD names the cluster that it runs in. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';

export function serverOf({ server = IN_CLUSTER }: Cluster): string {
  return server;
}
