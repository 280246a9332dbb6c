import type { Cluster } from 'istio-gitops';

/** Where each environment runs: a name, and the address by which Argo CD knows the cluster. */
export const clusters = {
  development: { name: 'development', server: 'https://development.k8s.example.com' },
  staging: { name: 'staging', server: 'https://staging.k8s.example.com' },
  production: { name: 'production', server: 'https://production.k8s.example.com' },
} satisfies Record<string, Cluster>;
