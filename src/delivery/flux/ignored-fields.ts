import type { IgnoredFields } from '../../constructs/flux/kustomization';
import { Identity, identityKey } from '../../model/identity';
import type { OwnedFields } from '../../model/owned-field';

/** What Flux has to leave to other controllers, an entry per object. */
export function ignoredFields(owned: readonly OwnedFields[]): readonly IgnoredFields[] {
  const byObject = new Map<string, { identity: Identity; paths: Set<string> }>();
  for (const { identity, pointers } of owned) {
    const key = identityKey(identity);
    const entry = byObject.get(key) ?? { identity, paths: new Set() };
    for (const pointer of pointers) entry.paths.add(pointer);
    byObject.set(key, entry);
  }
  return [...byObject]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { identity, paths }]) => ({ paths: [...paths].sort(), target: selectorOf(identity) }));
}

/** An empty regular expression would be any group or namespace, and so is none at all. */
function selectorOf({ group, kind, namespace, name }: Identity): IgnoredFields['target'] {
  return {
    group: group === '' ? undefined : literally(group),
    kind,
    name: literally(name),
    namespace: namespace === '' ? undefined : namespace,
  };
}

/** Of all characters that names and groups can have, the dot alone means something in a regular expression. */
function literally(name: string): string {
  return name.replaceAll('.', '\\.');
}
