import { isList, isMap, Json, sameJson, setField } from '../../model/json';
import { segmentsOf } from '../../model/json-pointer';

/** A step of a JSON patch (RFC 6902). */
export type JsonOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly path: string; readonly from: string };

/** Why a document cannot be patched. */
export class PatchFailure extends Error {}

/**
 * A document after a step of a patch, as kustomize's library takes it, which goes beyond the standard: a field that is
 * not there can be replaced, and is null to those that read it; indices may count from the end.
 *
 * @throws PatchFailure where what the step needs is not there
 * @see https://github.com/evanphx/json-patch/blob/v4.12.0/patch.go
 */
export function applyOperation(document: Json, operation: JsonOperation): Json {
  const { path } = operation;
  switch (operation.op) {
    case 'add':
    case 'replace':
      return edit(document, path, { op: operation.op, value: operation.value });
    case 'remove':
      return edit(document, path, { op: 'remove' });
    case 'test':
      if (sameJson(valueAt(document, path), operation.value)) return document;
      throw new PatchFailure(`${path} is not ${JSON.stringify(operation.value)}`);
    case 'copy':
      return edit(document, path, { op: 'add', value: valueAt(document, operation.from) });
    case 'move': {
      const value = valueAt(document, operation.from);
      return edit(edit(document, operation.from, { op: 'remove' }), path, { op: 'add', value });
    }
  }
}

type Edit = { readonly op: 'add' | 'replace'; readonly value: Json } | { readonly op: 'remove' };

function edit(document: Json, path: string, change: Edit): Json {
  const [name, ...below] = segmentsOf(path);
  if (name === undefined) throw new PatchFailure('the whole object cannot be replaced');
  return editBelow(
    document,
    name,
    below,
    change,
    () => new PatchFailure(`cannot ${change.op} ${path}: nothing is there`),
  );
}

function editBelow(value: Json, name: string, below: readonly string[], change: Edit, missing: () => Error): Json {
  if (isList(value)) return editList(value, name, below, change, missing);
  if (!isMap(value)) throw missing();
  if (!Object.hasOwn(value, name) && (below.length > 0 || change.op === 'remove')) throw missing();
  const result: Record<string, Json> = {};
  for (const [other, kept] of Object.entries(value)) if (other !== name) setField(result, other, kept);
  const [next, ...others] = below;
  if (next !== undefined) setField(result, name, editBelow(value[name]!, next, others, change, missing));
  else if (change.op !== 'remove') setField(result, name, change.value);
  return result;
}

function editList(
  list: readonly Json[],
  name: string,
  [next, ...others]: readonly string[],
  change: Edit,
  missing: () => Error,
): readonly Json[] {
  const inserts = next === undefined && change.op === 'add';
  const places = list.length + (inserts ? 1 : 0);
  const index = inserts && name === '-' ? list.length : indexIn(name, places);
  if (index === undefined) throw missing();
  if (next !== undefined) return list.with(index, editBelow(list[index]!, next, others, change, missing));
  if (change.op === 'remove') return list.toSpliced(index, 1);
  return list.toSpliced(index, inserts ? 0 : 1, change.value);
}

function indexIn(name: string, places: number): number | undefined {
  if (!/^[-+]?[0-9]+$/.test(name)) return undefined;
  const index = Number(name) < 0 ? Number(name) + places : Number(name);
  return index >= 0 && index < places ? index : undefined;
}

/** Of a map, the last field of the path may be missing. */
function valueAt(document: Json, path: string): Json {
  const missing = (): Error => new PatchFailure(`nothing is at ${path}`);
  let value = document;
  const names = segmentsOf(path);
  for (const [depth, name] of names.entries()) {
    if (isList(value)) {
      const index = indexIn(name, value.length);
      if (index === undefined) throw missing();
      value = value[index]!;
    } else {
      if (!isMap(value) || (!Object.hasOwn(value, name) && depth < names.length - 1)) throw missing();
      value = Object.hasOwn(value, name) ? value[name]! : null;
    }
  }
  return value;
}
