import type { AppProjectProps } from '../../constructs/argocd/app-project';
import { isSameKind, Kind } from '../../model/identity';
import type { DeliveredEnvironment } from '../../platform/delivery';
import { serverOf } from './server';

const NAMESPACE: Kind = { group: '', kind: 'Namespace' };

type Permissions = Pick<
  AppProjectProps,
  'sourceRepos' | 'destinations' | 'clusterResourceWhitelist' | 'namespaceResourceWhitelist'
>;

/**
 * What the environments need and no more: their repositories, their namespaces on their clusters, their kinds.
 *
 * @param destinationNamespace which Argo CD wants to be allowed even where nothing is in it
 */
export function permissionsOf(
  environments: readonly DeliveredEnvironment[],
  destinationNamespace: string,
): Permissions {
  const kinds = environments.flatMap(({ contents }) => contents.kinds);
  const created = environments.every(hasNamespaces) ? [] : [NAMESPACE];
  return {
    sourceRepos: [...new Set(environments.map(({ repository }) => repository.url))],
    destinations: distinct(
      environments.flatMap(({ clusters, contents }) => {
        const namespaces = [...new Set([...contents.namespaces, destinationNamespace])].sort();
        return clusters.flatMap((cluster) => {
          return namespaces.map((namespace) => ({ server: serverOf(cluster), namespace }));
        });
      }),
    ),
    clusterResourceWhitelist: kindsOf([...kinds.filter(({ isNamespaced }) => !isNamespaced), ...created]),
    namespaceResourceWhitelist: kindsOf(kinds.filter(({ isNamespaced }) => isNamespaced)),
  };
}

/** Whether the set makes its namespaces; where it does not, Argo CD makes the one that it delivers to. */
export function hasNamespaces({ contents }: DeliveredEnvironment): boolean {
  return contents.kinds.some((kind) => isSameKind(kind, NAMESPACE));
}

function kindsOf(kinds: readonly Kind[]): Kind[] {
  const sorted = [...kinds].sort((a, b) => (`${a.group}/${a.kind}` < `${b.group}/${b.kind}` ? -1 : 1));
  return distinct(sorted.map(({ group, kind }) => ({ group, kind })));
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
