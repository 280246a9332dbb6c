import type { Kind } from './identity';
import type { ManifestSet } from './manifest-set';
import type { OwnedFields } from './owned-field';

/** What kinds of things a manifest set holds, for those who have to allow exactly that. */
export interface SetContents {
  /** Sorted by group and kind. */
  readonly kinds: readonly (Kind & { readonly isNamespaced: boolean })[];
  /** Namespaces that objects are in, sorted. */
  readonly namespaces: readonly string[];
  readonly ownedFields: readonly OwnedFields[];
}

export function contentsOf(set: ManifestSet): SetContents {
  const kinds = new Map<string, SetContents['kinds'][number]>();
  const namespaces = new Set<string>();
  for (const { identity } of set) {
    const { group, kind, namespace } = identity;
    kinds.set(`${group}/${kind}`, { group, kind, isNamespaced: namespace !== '' });
    if (namespace !== '') namespaces.add(namespace);
  }
  return {
    kinds: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind),
    namespaces: [...namespaces].sort(),
    ownedFields: set.ownedFields,
  };
}
