import { hasList, isList, isMap, Json, JsonMap, sameJson, setField, typeOf } from '../model/json';

/**
 * The fields by which one object differs from another, `null` for those it lacks: what kustomize merges into the one
 * to get the other. Lists are replaced as a whole.
 *
 * It is a JSON merge patch (RFC 7386), less what kustomize does otherwise.
 *
 * @param mergesLists whether kustomize may know keys by which to merge lists of this kind, as it does for the kinds
 * that are built into Kubernetes
 * @returns undefined where kustomize cannot merge the one into the other
 */
export function mergePatch(from: JsonMap, to: JsonMap, mergesLists: boolean): JsonMap | undefined {
  const patch = differences(from, to);
  if (patch === undefined || hasKey(from, isEmptyName) || hasKey(patch, isEmptyName)) return undefined;
  return hasKey(patch, isDirective) || (mergesLists && hasList(patch)) ? undefined : patch;
}

function differences(from: JsonMap, to: JsonMap): JsonMap | undefined {
  const patch: Record<string, Json> = {};
  for (const name of Object.keys(from)) if (!Object.hasOwn(to, name)) setField(patch, name, null);
  for (const [name, value] of Object.entries(to)) {
    const before = Object.hasOwn(from, name) ? from[name] : undefined;
    if (before === undefined) {
      if (hasNull(value)) return undefined;
      setField(patch, name, value);
    } else if (isMap(before) && isMap(value)) {
      const nested = differences(before, value);
      if (nested === undefined) return undefined;
      if (Object.keys(nested).length > 0) setField(patch, name, nested);
    } else if (!sameJson(before, value)) {
      // kustomize refuses to replace a map or list by something else, leaves a number in the quotes of a string that
      // was there before, and takes null for an order to remove the field.
      if (typeOf(before) !== typeOf(value)) return undefined;
      setField(patch, name, value);
    }
  }
  return patch;
}

/** Whether merging the value would remove a field of it. What is in a list is not merged. */
function hasNull(value: Json): boolean {
  return value === null || (isMap(value) && Object.values(value).some(hasNull));
}

function hasKey(value: Json, matches: (name: string) => boolean): boolean {
  if (isList(value)) return value.some((item) => hasKey(item, matches));
  return isMap(value) && Object.entries(value).some(([name, nested]) => matches(name) || hasKey(nested, matches));
}

/** kustomize fails on objects that have such a field anywhere. */
function isEmptyName(name: string): boolean {
  return name === '';
}

/** `$patch: replace` is an order to kustomize, and no field. */
function isDirective(name: string): boolean {
  return name.startsWith('$');
}
