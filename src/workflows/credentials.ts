/** Where workflows find what gives them access, by the names that an administrator sets in the repository. */
import { expression } from './model';

/** The GitHub App by which pull requests are opened and other repositories are read. */
export const APP_CLIENT_ID = expression('vars.ISTIO_GITOPS_APP_CLIENT_ID');
export const APP_PRIVATE_KEY = expression('secrets.ISTIO_GITOPS_APP_PRIVATE_KEY');

/** The API of Argo CD, such as https://argocd.example.com, and a token that may get applications. */
export const ARGOCD_URL = expression('vars.ARGOCD_URL');
export const ARGOCD_TOKEN = expression('secrets.ARGOCD_TOKEN');

/** The secret with the kubeconfig of a cluster: `KUBECONFIG_PROD_US_EAST`. */
export function kubeconfigSecret(cluster: string): string {
  return ofCluster('KUBECONFIG', cluster);
}

/** The variable with the address of the Prometheus of a cluster: `PROMETHEUS_URL_PROD_US_EAST`. */
export function prometheusVariable(cluster: string): string {
  return ofCluster('PROMETHEUS_URL', cluster);
}

/** The secret with a token for it, which need not be there: `PROMETHEUS_TOKEN_PROD_US_EAST`. */
export function prometheusToken(cluster: string): string {
  return ofCluster('PROMETHEUS_TOKEN', cluster);
}

function ofCluster(name: string, cluster: string): string {
  return `${name}_${cluster.toUpperCase().replaceAll('-', '_')}`;
}
