import { canonicalObject, manifestOf } from '../src/model/manifest';
import { ManifestSet } from '../src/model/manifest-set';
import { meshObjects, meshWorkloads } from './questions';
import type { Settings } from './workload';

/** The mesh of an environment as reading or composing it gives it. */
export function meshSet(services: number, settings: Settings, changed = 0): ManifestSet {
  const objects = meshObjects(services, settings, changed);
  const manifests = Array.from(objects, (object) => manifestOf(canonicalObject(object), {}));
  return new ManifestSet(settings.name, manifests, [], [], meshWorkloads(services, settings));
}
