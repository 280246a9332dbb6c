import type { Cluster } from '../../platform/cluster';

/** As Argo CD names the cluster that it runs in. */
const IN_CLUSTER = 'https://kubernetes.default.svc';

export function serverOf({ server = IN_CLUSTER }: Cluster): string {
  return server;
}
