import type { FileTree } from '../../src/layout/file-tree';
import type { KubernetesObject } from '../../src/model/identity';
import { filesOfTexts } from '../../src/read/files';
import { buildKustomization } from '../../src/read/kustomize/build';
import { Sources } from '../../src/read/sources';

const IDLE = ['IDLE_PATCH', 'PATCH_WITHOUT_TARGET'];

/**
 * What `kustomize build` makes of a folder. It fails on what kustomize accepts but a layout must not rely on: a patch
 * that is for no object, or changes nothing.
 */
export function build(tree: FileTree, folder: string): KubernetesObject[] {
  const sources = new Sources(filesOfTexts(tree));
  const objects = buildKustomization(folder, sources);
  const [problem] = sources.problems.filter(({ code, severity }) => severity === 'error' || IDLE.includes(code));
  if (problem !== undefined) throw new Error(`${problem.location.file}: ${problem.message}`);
  return objects.map(({ object }) => object);
}

/** Objects by what kustomize tells them apart by: the namespace `default` is also that of objects that have none. */
export function byKey(objects: Iterable<KubernetesObject>): Map<string, KubernetesObject> {
  return new Map(
    [...objects].map((object) => {
      const { apiVersion, kind, metadata } = object;
      return [`${apiVersion} ${kind} ${metadata.namespace ?? 'default'} ${metadata.name}`, object];
    }),
  );
}
