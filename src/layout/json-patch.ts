import { escapeSegment } from '../model/json-pointer';
import { alignLists } from './list-alignment';
import { fieldLines, isList, isMap, Json, JsonMap, sameJson } from '../model/json';

/** A step of a JSON patch (RFC 6902), as kustomize reads it. */
export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** The operations that make one object another, in few lines of YAML: each changes as small a part as pays. */
export function jsonPatch(from: JsonMap, to: JsonMap): readonly Operation[] {
  return mapOperations(from, to, '');
}

/** How many lines of YAML a patch takes. */
export function patchLines(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + 2 + ('value' in operation ? fieldLines(operation.value) : 0), 0);
}

function operationsFor(from: Json, to: Json, path: string): readonly Operation[] {
  if (sameJson(from, to)) return [];
  const whole: Operation[] = [{ op: 'replace', path, value: to }];
  // kustomize keeps notes of its own in the metadata, which never go as a whole.
  if (isMap(from) && isMap(to)) {
    const parts = mapOperations(from, to, path);
    return path === '/metadata' ? parts : shorter(parts, whole);
  }
  return isList(from) && isList(to) ? shorter(listOperations(from, to, path), whole) : whole;
}

function mapOperations(from: JsonMap, to: JsonMap, path: string): readonly Operation[] {
  const operations: Operation[] = [];
  for (const name of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()) {
    const below = `${path}/${escapeSegment(name)}`;
    const before = Object.hasOwn(from, name) ? from[name] : undefined;
    const after = Object.hasOwn(to, name) ? to[name] : undefined;
    if (after === undefined) operations.push({ op: 'remove', path: below });
    else if (before === undefined) operations.push({ op: 'add', path: below, value: after });
    else for (const operation of operationsFor(before, after, below)) operations.push(operation);
  }
  return operations;
}

/** In ascending order: once all items before an item are as they will be, its index is that in the new list. */
function listOperations(from: readonly Json[], to: readonly Json[], path: string): readonly Operation[] {
  const operations: Operation[] = [];
  let index = 0;
  for (const { before, after } of alignLists(from, to)) {
    const below = `${path}/${index}`;
    if (after === undefined) {
      operations.push({ op: 'remove', path: below });
      continue;
    }
    if (before === undefined) operations.push({ op: 'add', path: below, value: after });
    else for (const operation of operationsFor(before, after, below)) operations.push(operation);
    index += 1;
  }
  return operations;
}

/** Of the same length, the whole is easier to read than its parts. */
function shorter(parts: readonly Operation[], whole: readonly Operation[]): readonly Operation[] {
  return patchLines(parts) < patchLines(whole) ? parts : whole;
}
