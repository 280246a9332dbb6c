import { kubeconfigSecret } from './credentials';

/** The variable with the address of the Prometheus of a cluster: `PROMETHEUS_URL_PROD_US_EAST`. */
export function prometheusVariable(cluster: string): string {
  return kubeconfigSecret(cluster).replace('KUBECONFIG', 'PROMETHEUS_URL');
}

/** The secret with a token for it, which need not be there: `PROMETHEUS_TOKEN_PROD_US_EAST`. */
export function prometheusToken(cluster: string): string {
  return kubeconfigSecret(cluster).replace('KUBECONFIG', 'PROMETHEUS_TOKEN');
}
