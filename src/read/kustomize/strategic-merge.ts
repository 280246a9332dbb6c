import { isList, isMap, Json, JsonMap, setField, typeOf } from '../../model/json';
import { groupOf } from '../../model/identity';

/** What only the program merges; `what` completes `… not built`. */
export class NotMerged extends Error {}

/** What cannot be merged at all. */
export class Unmergeable extends Error {}

/**
 * Lists of pods that are merged item by item, and by which field. kustomize finds them in the schemas of Kubernetes' own
 * kinds; lists of all other kinds are replaced.
 */
const MERGED_LISTS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
};
/** Lists of Kubernetes' own kinds that are replaced. */
const REPLACED_LISTS: ReadonlySet<string> = new Set([
  'args',
  'command',
  'rules',
  'subjects',
  'tolerations',
  'requiredDuringSchedulingIgnoredDuringExecution',
  'preferredDuringSchedulingIgnoredDuringExecution',
  'accessModes',
]);

/** Of Kubernetes' own kinds kustomize has the schemas; the Gateway API is not among them. */
function hasSchema(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return !group.includes('.') || (group.endsWith('.k8s.io') && group !== 'gateway.networking.k8s.io');
}

/**
 * What kustomize makes of an object and a strategic merge patch: `null` removes a field, maps are merged, lists are
 * replaced except for some of Kubernetes' own kinds.
 *
 * @throws NotMerged where the result depends on what is not here: schemas, quotes in the file, orders such as `$patch`
 */
export function strategicMerge(object: JsonMap, patch: JsonMap, apiVersion: string): JsonMap {
  refuseEmptyNames(object);
  refuseEmptyNames(patch);
  return mergeMaps(object, patch, hasSchema(apiVersion));
}

/** kustomize goes through all maps of both, whatever the patch is about. */
function refuseEmptyNames(map: JsonMap): void {
  for (const [name, value] of Object.entries(map)) {
    if (name === '') throw new Unmergeable('a field whose name is empty cannot be merged: use a JSON patch');
    if (isMap(value)) refuseEmptyNames(value);
  }
}

function mergeMaps(into: JsonMap, patch: JsonMap, schema: boolean): JsonMap {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(into)) if (!Object.hasOwn(patch, name)) setField(result, name, value);
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$')) throw new NotMerged(`the order ${name} of a patch is`);
    if (value === null) continue;
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    setField(result, name, mergeField(name, before ?? null, value, schema));
  }
  return result;
}

function mergeField(name: string, before: Json, value: Json, schema: boolean): Json {
  if (isMap(value)) {
    if (before !== null && !isMap(before)) throw misfit(name, before, value);
    return mergeMaps(before ?? {}, value, schema);
  }
  if (isList(value)) {
    if (before !== null && !isList(before)) throw misfit(name, before, value);
    if (!schema || REPLACED_LISTS.has(name)) return withoutOrders(value);
    const key = MERGED_LISTS[name];
    if (key === undefined) throw new NotMerged(`the list ${name} of a patch of one of Kubernetes' own kinds is`);
    return mergeLists(before ?? [], value, key);
  }
  if (before === null || typeOf(before) === typeOf(value)) return value;
  if (isMap(before) || isList(before)) throw misfit(name, before, value);
  // Where there were quotes, they stay.
  throw new NotMerged(`the patch of ${name}, which was a ${typeOf(before)} and becomes a ${typeOf(value)}, is`);
}

function misfit(name: string, before: Json, value: Json): Unmergeable {
  return new Unmergeable(
    `${name} is a ${typeOf(before)}, and cannot be merged with a ${typeOf(value)}: use a JSON patch`,
  );
}

/** Orders are for maps that are merged, and what is in a list may be one of them to a later kustomization. */
function withoutOrders(value: Json): Json {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  for (const [name, part] of parts) {
    if (name.startsWith('$')) throw new NotMerged(`the order ${name} of a patch is`);
    withoutOrders(part);
  }
  return value;
}

/** Items of the patch come first, those that it does not name after them. */
function mergeLists(before: readonly Json[], patch: readonly Json[], key: string): readonly Json[] {
  const keyOf = (item: Json): string => {
    const value = isMap(item) ? item[key] : undefined;
    if (typeof value !== 'string') throw new NotMerged(`a patch of a list with an item that has no ${key} is`);
    return value;
  };
  const items = new Map(before.map((item) => [keyOf(item), item as JsonMap]));
  const patches = new Map(patch.map((item) => [keyOf(item), item as JsonMap]));
  if (items.size < before.length || patches.size < patch.length) {
    throw new NotMerged(`a patch of a list with two items of one ${key} is`);
  }
  const merged = [...patches].map(([name, item]) => mergeMaps(items.get(name) ?? {}, item, true));
  return [...merged, ...[...items].filter(([name]) => !patches.has(name)).map(([, item]) => item)];
}
