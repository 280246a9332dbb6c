import { Mesh } from '../../../../src/mesh/mesh';
import type { KubernetesObject } from '../../../../src/model/identity';
import { canonicalObject, manifestOf } from '../../../../src/model/manifest';
import { ManifestSet } from '../../../../src/model/manifest-set';

export function meshOf(objects: readonly KubernetesObject[]): Mesh {
  const manifests = objects.map((object) => manifestOf(canonicalObject(object), {}));
  return new Mesh(new ManifestSet('differential', manifests));
}
