import type { BackupSpec } from '../../imports/velero.io';
import type { Kind } from '../model/identity';
import type { KindsAndNamespaces } from '../model/set-contents';

/** The fields of a backup that say which objects are in it. */
export type BackupContents = Pick<
  BackupSpec,
  | 'includedNamespaces'
  | 'includedNamespaceScopedResources'
  | 'includedClusterScopedResources'
  | 'excludedClusterScopedResources'
>;

const DEFINITIONS: Kind = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };

/**
 * What Velero has to be told to back up exactly these kinds in exactly these namespaces.
 *
 * Velero adds the CRD of every object by itself. Those belong to the operators, whose charts could not be installed
 * again over restored ones, so they are left out unless they are among the kinds.
 *
 * @see https://velero.io/docs/main/resource-filtering/
 */
export function backupContents({ kinds, namespaces }: KindsAndNamespaces): BackupContents {
  const resources = (isNamespaced: boolean): string[] =>
    kinds.filter((kind) => kind.isNamespaced === isNamespaced).map(resourceName);
  const clusterScoped = resources(false);
  const definitions = resourceName(DEFINITIONS);
  return {
    includedNamespaces: namespaces,
    includedNamespaceScopedResources: resources(true),
    ...(clusterScoped.length > 0 && { includedClusterScopedResources: clusterScoped }),
    ...(!clusterScoped.includes(definitions) && { excludedClusterScopedResources: [definitions] }),
  };
}

/** As the API server calls a kind in its paths, with its group: `virtualservices.networking.istio.io`. */
export function resourceName({ group, kind }: Kind): string {
  const plural = pluralOf(kind.toLowerCase());
  return group === '' ? plural : `${plural}.${group}`;
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
