import type { KubernetesObject } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { FileTree, fileTree } from './file-tree';
import { wrap } from './generated-file';
import { pathOf } from './paths';
import { toYaml } from './yaml';

type Labels = Readonly<Record<string, string>>;

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
  const setSource = [`the manifest set ${set.name}`];
  const files: [path: string, text: string][] = [];
  const folders = new Map<string, string[]>();

  for (const manifest of set) {
    const path = pathOf(manifest);
    const sources = manifest.origin.constructPath === undefined ? setSource : [manifest.origin.constructPath];
    files.push([`${root}/${path}`, wrap(toYaml(withoutSetLabels(manifest, labels)), sources)]);
    const slash = path.indexOf('/');
    const folder = path.slice(0, slash);
    const below = path.slice(slash + 1);
    const members = folders.get(folder);
    if (members === undefined) folders.set(folder, [below]);
    else members.push(below);
  }

  for (const [folder, members] of folders) {
    files.push([`${root}/${folder}/kustomization.yaml`, wrap(kustomization({ resources: members.sort() }), setSource)]);
  }
  const resources = [...folders.keys()].sort();
  const transformers = Object.keys(labels).length === 0 ? {} : { labels: [{ pairs: labels, includeSelectors: false }] };
  files.push([`${root}/kustomization.yaml`, wrap(kustomization({ ...transformers, resources }), setSource)]);
  return fileTree(files);
}

function kustomization(content: object): string {
  return toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...content });
}

/** The object as it stands in its file. A manifest's keys are in canonical order, and stay in it. */
function withoutSetLabels({ key, object }: Manifest, setLabels: Labels): KubernetesObject {
  const all = object.metadata.labels ?? {};
  for (const [name, value] of Object.entries(setLabels)) {
    if (all[name] === value) continue;
    throw new TypeError(`${key} has ${name}: ${String(all[name])}, but all of its set have ${name}: ${value}`);
  }
  const own = Object.entries(all).filter(([name]) => !Object.hasOwn(setLabels, name));
  // An undefined field keeps its place in the copy and is left out of the YAML.
  const labels = own.length === 0 ? undefined : Object.fromEntries(own);
  return { ...object, metadata: { ...object.metadata, labels } as KubernetesObject['metadata'] };
}
