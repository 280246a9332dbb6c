/** Labels that every object of an environment carries, so that people and queries can tell where it comes from. */
export const COMMON_LABELS: Readonly<Record<string, string>> = {
  'app.kubernetes.io/managed-by': 'gitops',
  'istio.io/config-source': 'git',
};
