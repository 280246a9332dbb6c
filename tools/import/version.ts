const STABILITY = ['', 'beta', 'alpha'];

/**
 * Orders Kubernetes API versions as the API server does: stable before beta before alpha, higher before lower, and
 * what does not look like a version last, by name.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
 */
export function compareVersions(a: string, b: string): number {
  const left = rank(a);
  const right = rank(b);
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(version: string): readonly number[] {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (match === null) return [STABILITY.length, 0, 0];
  const [, major, stability = '', minor = '0'] = match;
  return [STABILITY.indexOf(stability), -Number(major), -Number(minor)];
}
