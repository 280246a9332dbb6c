import type { Cluster } from 'istio-gitops';

/** Where each environment runs. Flux is in the cluster, and reads the folder `clusters/<name>`. */
export const clusters = {
  development: { name: 'development' },
  staging: { name: 'staging' },
  production: { name: 'production' },
} satisfies Record<string, Cluster>;
