import type { ManifestSet } from '../model/manifest-set';
import { FileTree, fileTree } from './file-tree';
import { wrap } from './generated-file';
import { kustomizationYaml, Labels } from './kustomization';
import { objectFiles } from './object-files';
import { pathOf } from './paths';
import { withoutLabels } from './set-labels';
import { setSource, sourcesOf } from './sources';

export interface RenderedOptions {
  /** Folder of the set in the deploy tree, such as `overlays/production`. */
  readonly folder: string;
  /** The labels that every manifest of the set has. */
  readonly labels: Labels;
}

/**
 * A set as a folder with one file per object ({@link pathOf}), one kustomization per first-level folder, and
 * one for all, so that `kustomize build` of the folder gives the set again, object for object. An empty set is an
 * empty tree.
 *
 * The set-wide labels stand once, in the kustomization, whose labels transformer adds them to every object; the files
 * leave them out.
 *
 * @throws TypeError when a manifest lacks a set-wide label or has another value for it, because kustomize would set it
 */
export function renderedLayout(set: ManifestSet, { folder: root, labels }: RenderedOptions): FileTree {
  if (set.size === 0) return new Map();
  const objects = set.manifests.map((manifest) => ({
    path: pathOf(manifest),
    object: withoutLabels(manifest, labels),
    sources: sourcesOf(manifest, set),
  }));
  const { files, folders } = objectFiles(objects, (folder) => `${root}/${folder}`, [setSource(set)]);
  const kustomization = kustomizationYaml({ labels, resources: folders });
  return fileTree([...files, [`${root}/kustomization.yaml`, wrap(kustomization, [setSource(set)])]]);
}

/** The folder of an environment in the deploy tree, in any layout. */
export function environmentPath(environment: string): string {
  return `overlays/${environment}`;
}

/** Where a rendered environment is, and its first-level folders, sorted: each is a kustomization of its own. */
export function renderedPlace(set: ManifestSet): { readonly path: string; readonly stages: readonly string[] } {
  const stages = new Set(set.manifests.map((manifest) => pathOf(manifest).split('/', 1)[0]!));
  return { path: environmentPath(set.name), stages: [...stages].sort() };
}
