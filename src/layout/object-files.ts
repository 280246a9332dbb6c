import type { KubernetesObject } from '../model/identity';
import { wrap } from './generated-file';
import { kustomizationYaml } from './kustomization';
import { toYaml } from './yaml';

/** An object in a file of its own. */
export interface ObjectFile {
  /** Below the folder of all, in a first-level folder, as `pathOf` gives it. */
  readonly path: string;
  readonly object: KubernetesObject;
  /** See {@link wrap}. */
  readonly sources: readonly string[];
}

export interface ObjectFiles {
  readonly files: readonly (readonly [path: string, text: string])[];
  /** The first-level folders, sorted: what a kustomization of all of them lists. */
  readonly folders: readonly string[];
}

/**
 * One file per object, and one kustomization per first-level folder.
 *
 * @param place where a first-level folder is in the deploy tree
 * @param sources of the kustomizations
 */
export function objectFiles(
  objects: Iterable<ObjectFile>,
  place: (folder: string) => string,
  sources: readonly string[],
): ObjectFiles {
  const files: [path: string, text: string][] = [];
  const folders = new Map<string, string[]>();
  for (const { path, object, sources: own } of objects) {
    const slash = path.indexOf('/');
    const folder = path.slice(0, slash);
    const below = path.slice(slash + 1);
    files.push([`${place(folder)}/${below}`, wrap(toYaml(object), own)]);
    const members = folders.get(folder);
    if (members === undefined) folders.set(folder, [below]);
    else members.push(below);
  }
  for (const [folder, members] of folders) {
    const kustomization = kustomizationYaml({ resources: members.sort() });
    files.push([`${place(folder)}/kustomization.yaml`, wrap(kustomization, sources)]);
  }
  return { files, folders: [...folders.keys()].sort() };
}
