import type { KubernetesObject } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { Labels } from './kustomization';

/**
 * The object as it stands in a file whose kustomization adds labels. A manifest's keys are in canonical order, and
 * stay in it.
 *
 * @throws TypeError when the manifest lacks one of the labels or has another value for it, because kustomize would set it
 */
export function withoutLabels({ key, object }: Manifest, added: Labels): KubernetesObject {
  const { labels: all = {}, ...unlabelled } = object.metadata;
  for (const [name, value] of Object.entries(added)) {
    if (all[name] === value) continue;
    throw new TypeError(`${key} has ${name}: ${String(all[name])}, but all of its set have ${name}: ${value}`);
  }
  const own = Object.entries(all).filter(([name]) => !Object.hasOwn(added, name));
  if (own.length === 0) return { ...object, metadata: unlabelled };
  return { ...object, metadata: { ...object.metadata, labels: Object.fromEntries(own) } };
}
