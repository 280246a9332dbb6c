import { Factored, factor, LabelledSet, Overlay, SharedObject } from './factor';
import { FileTree, fileTree } from './file-tree';
import { wrap } from './generated-file';
import { kustomizationYaml, PatchReference } from './kustomization';
import { objectFiles } from './object-files';
import { pathOf } from './paths';
import { withoutLabels } from './set-labels';
import { setSource, sharedSources, sourcesOf } from './sources';
import { toYaml } from './yaml';

/** Name of what all environments share, where files are owned by sets. */
export const BASE = 'base';

const ALL_SETS = ['the manifest sets of all environments'];

/** First-level folders that stand beside `base/` and not in it. */
const BESIDE_BASE: ReadonlySet<string> = new Set(['applications', 'policies']);

/** The files of one owner: {@link BASE}, or an environment. */
export interface OwnedTree {
  readonly owner: string;
  readonly tree: FileTree;
}

/**
 * All environments as one tree, in which what they share stands once: in `base/`, `applications/` and `policies/`, with
 * the patches and the objects that an environment has for itself in `overlays/<env>/`. `kustomize build` of an overlay
 * gives the environment's set again, object for object. See {@link factor} for what is shared.
 *
 * An empty set is an environment that has no overlay, and says nothing about what the others share.
 *
 * @param environments in the order in which changes are promoted, none of them named {@link BASE}
 * @returns the base, and as many trees as environments, in their order
 * @throws TypeError when a manifest lacks a set-wide label or has another value for it, because kustomize would set it
 */
export function baseOverlaysLayout(environments: readonly LabelledSet[]): readonly OwnedTree[] {
  const factored = factor(environments.filter(({ set }) => set.size > 0));
  const hasBase = factored.shared.length > 0;
  const overlays = new Map(
    factored.overlays.map((overlay, index) => [
      overlay.set.name,
      overlayTree(overlay, patchesOf(factored, index), hasBase),
    ]),
  );
  return [
    { owner: BASE, tree: hasBase ? baseTree(factored) : new Map() },
    ...environments.map(({ set: { name } }) => ({
      owner: name,
      tree: overlays.get(name) ?? new Map<string, string>(),
    })),
  ];
}

function baseTree({ labels, shared, overlays }: Factored): FileTree {
  const objects = shared.map(({ base, variants }) => ({
    path: pathOf(base),
    object: withoutLabels(base, overlays.at(-1)!.labels),
    sources: sharedSources(variants.map(({ manifest }, index) => [manifest, overlays[index]!.set])),
  }));
  const place = (folder: string): string => (BESIDE_BASE.has(folder) ? folder : `base/${folder}`);
  const { files, folders } = objectFiles(objects, place, ALL_SETS);
  const resources = folders.map((folder) => (BESIDE_BASE.has(folder) ? `../${folder}` : folder)).sort();
  return fileTree([...files, ['base/kustomization.yaml', wrap(kustomizationYaml({ labels, resources }), ALL_SETS)]]);
}

/** A patch of an overlay, as a file at the path that its object has in the base. */
interface PatchFile {
  readonly reference: PatchReference;
  readonly text: string;
}

function patchesOf({ shared, overlays }: Factored, index: number): readonly PatchFile[] {
  const { set } = overlays[index]!;
  return shared
    .map(({ base, variants }: SharedObject) => ({ base, ...variants[index]! }))
    .flatMap(({ base, manifest, patch }) => {
      if (patch === undefined) return [];
      const path = `patches/${pathOf(base)}`;
      const reference = patch.form === 'merge' ? { path } : { path, target: patch.target };
      return { reference, text: wrap(toYaml(patch.content), sourcesOf(manifest, set)) };
    })
    .sort((one, other) => (one.reference.path < other.reference.path ? -1 : 1));
}

function overlayTree(
  { set, labels, ownLabels, own }: Overlay,
  patches: readonly PatchFile[],
  hasBase: boolean,
): FileTree {
  const root = `overlays/${set.name}`;
  const sources = [setSource(set)];
  const objects = own.map((manifest) => ({
    path: pathOf(manifest),
    object: withoutLabels(manifest, labels),
    sources: sourcesOf(manifest, set),
  }));
  const { files, folders } = objectFiles(objects, (folder) => `${root}/${folder}`, sources);
  const kustomization = kustomizationYaml({
    // What comes from the base has the common labels already; what does not, needs all.
    labels: own.length === 0 ? ownLabels : labels,
    resources: [...(hasBase ? ['../../base'] : []), ...folders],
    patches: patches.map(({ reference }) => reference),
  });
  return fileTree([
    ...files,
    ...patches.map(({ reference, text }) => [`${root}/${reference.path}`, text] as const),
    [`${root}/kustomization.yaml`, wrap(kustomization, sources)],
  ]);
}
