import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';

/** Manifest sets by name: the path of their kustomization below the tree. */
export type Sets = ReadonlyMap<string, ManifestSet>;

/** An object of one identity in one environment, as it was, as it will be, or both. */
export interface Pair {
  /** The set that it will be in, or was in. */
  readonly set: string;
  readonly before?: Manifest;
  readonly after?: Manifest;
}

/**
 * What belongs together in two trees: objects of one identity in one set, and of the others those that went from one set
 * of an environment to another, which is a matter of folders.
 */
export function pairObjects(before: Sets, after: Sets): readonly Pair[] {
  const pairs: Pair[] = [];
  const left = new Map<string, Manifest[]>();
  const gone: [set: string, manifest: Manifest][] = [];
  for (const [set, manifests] of after) {
    for (const manifest of manifests) {
      const was = before.get(set)?.get(manifest.identity);
      if (was !== undefined) pairs.push({ set, before: was, after: manifest });
    }
  }
  for (const [set, manifests] of before) {
    for (const manifest of manifests) {
      if (after.get(set)?.get(manifest.identity) !== undefined) continue;
      gone.push([set, manifest]);
      const place = placeOf(set, manifest);
      const others = left.get(place);
      if (others === undefined) left.set(place, [manifest]);
      else others.push(manifest);
    }
  }
  const moved = new Set<Manifest>();
  for (const [set, manifests] of after) {
    for (const manifest of manifests) {
      if (before.get(set)?.get(manifest.identity) !== undefined) continue;
      const was = left.get(placeOf(set, manifest))?.shift();
      if (was !== undefined) moved.add(was);
      pairs.push({ set, after: manifest, ...(was !== undefined && { before: was }) });
    }
  }
  for (const [set, manifest] of gone) if (!moved.has(manifest)) pairs.push({ set, before: manifest });
  return pairs;
}

function placeOf(set: string, { key }: Manifest): string {
  return `${environmentFolderOf(set) ?? set} ${key}`;
}

const ENVIRONMENT_FOLDER = /^(?:.*\/)?overlays\/[^/]+/;

function environmentFolderOf(set: string): string | undefined {
  return ENVIRONMENT_FOLDER.exec(set)?.[0];
}

/** The environment that a set belongs to: `production` of `overlays/production`; undefined where it is none's. */
export function environmentOf(set: string): string | undefined {
  return environmentFolderOf(set)?.split('/').at(-1);
}
