import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';

/** What a file that belongs to no object of a set is generated from. */
export function setSource(set: ManifestSet): string {
  return `the manifest set ${set.name}`;
}

/** What an object's file is generated from. */
export function sourcesOf({ origin }: Manifest, set: ManifestSet): readonly string[] {
  return [origin.constructPath ?? setSource(set)];
}

/** What the file of an object that several sets share is generated from: what the sets have in common is said once. */
export function sharedSources(manifests: readonly (readonly [manifest: Manifest, set: ManifestSet])[]): string[] {
  const sources = new Set<string>();
  for (const [{ origin }, { name }] of manifests) {
    const path = origin.constructPath;
    if (path === undefined) sources.add('the manifest sets of all environments');
    else sources.add(path.startsWith(`${name}/`) ? `*${path.slice(name.length)}` : path);
  }
  return [...sources];
}
