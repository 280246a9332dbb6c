import { describeIdentity, identityOf, type KubernetesObject } from '../../../../src/model/identity';
import type { KubeClient } from '../../kube-client';

/** Which objects a cluster lacks. */
export async function missing(objects: readonly KubernetesObject[], api: KubeClient): Promise<readonly string[]> {
  const found = await Promise.all(objects.map((object) => api.get(object)));
  return objects.filter((_, i) => found[i] === undefined).map((object) => describeIdentity(identityOf(object)));
}
