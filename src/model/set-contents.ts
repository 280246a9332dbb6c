import { Identity, Kind, kindKey } from './identity';
import type { ManifestSet } from './manifest-set';
import type { OwnedFields } from './owned-field';

/** What kinds of objects there are, and where. */
export interface KindsAndNamespaces {
  /** Sorted by group and kind. */
  readonly kinds: readonly (Kind & { readonly isNamespaced: boolean })[];
  /** Namespaces that objects are in, sorted. */
  readonly namespaces: readonly string[];
}

/** What kinds of things a manifest set holds, for those who have to allow exactly that. */
export interface SetContents extends KindsAndNamespaces {
  readonly ownedFields: readonly OwnedFields[];
}

export function contentsOf(set: ManifestSet): SetContents {
  const identities = set.manifests.map(({ identity }) => identity);
  return { ...kindsAndNamespaces(identities), ownedFields: set.ownedFields };
}

export function kindsAndNamespaces(identities: Iterable<Identity>): KindsAndNamespaces {
  const kinds = new Map<string, KindsAndNamespaces['kinds'][number]>();
  const namespaces = new Set<string>();
  for (const { group, kind, namespace } of identities) {
    kinds.set(kindKey({ group, kind }), { group, kind, isNamespaced: namespace !== '' });
    if (namespace !== '') namespaces.add(namespace);
  }
  return {
    kinds: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind),
    namespaces: [...namespaces].sort(),
  };
}
