import type { KubernetesObject } from '../../model/identity';
import { isList, isMap, Json, JsonMap } from '../../model/json';
import { jsonPointer, segmentsOf } from '../../model/json-pointer';
import type { Locate } from '../objects';
import type { JsonOperation } from './json-operations';
import type { LocateInPatch, Name } from './resource';

/** A strategic merge patch, which says whom it is for. */
export type MergePatch = JsonMap &
  Pick<KubernetesObject, 'apiVersion' | 'kind'> & { readonly metadata: JsonMap & Name };

export function isMergePatch(value: Json): value is MergePatch {
  if (!isMap(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string') return false;
  const { metadata } = value;
  return metadata !== undefined && isMap(metadata) && typeof metadata.name === 'string';
}

export function isOperation(value: Json): value is Json & JsonOperation {
  if (!isMap(value) || typeof value.path !== 'string' || !/^(?:\/|$)/.test(value.path)) return false;
  switch (value.op) {
    case 'add':
    case 'replace':
    case 'test':
      return value.value !== undefined;
    case 'remove':
      return true;
    case 'move':
    case 'copy':
      return typeof value.from === 'string';
    default:
      return false;
  }
}

/** Finds what a merge patch has set. What is in a list of it may stand elsewhere in the object: then it is the list. */
export function locateInMerge(patch: MergePatch, locate: Locate): LocateInPatch {
  return (pointer) => {
    let value: Json = patch;
    for (const name of segmentsOf(pointer)) {
      if (isList(value)) break;
      if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name]!;
    }
    return locate(pointer);
  };
}

/** Finds what an operation has set, the last of several. */
export function locateInOperations(operations: readonly JsonOperation[], locate: Locate): LocateInPatch {
  return (pointer) => {
    const index = operations.findLastIndex(
      (operation) => 'value' in operation && (pointer === operation.path || pointer.startsWith(`${operation.path}/`)),
    );
    if (index < 0) return undefined;
    return locate(jsonPointer([index, 'value']) + pointer.slice(operations[index]!.path.length));
  };
}

/** One of the names, where a map has it as a key at any depth. */
export function keyIn(value: Json, names: ReadonlySet<string>): string | undefined {
  if (names.size === 0) return undefined;
  if (isList(value)) return value.map((item) => keyIn(item, names)).find((found) => found !== undefined);
  if (!isMap(value)) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const found = names.has(name) ? name : keyIn(part, names);
    if (found !== undefined) return found;
  }
  return undefined;
}
