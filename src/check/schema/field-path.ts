import { jsonPointer } from '../../model/json-pointer';

/** A key of a map, which Kubernetes writes in brackets unless it checks types: then it is a field like any other. */
export class MapKey {
  constructor(readonly key: string) {}

  toString(): string {
    return this.key;
  }
}

/** Where a value is: names of fields, indices of items, keys of maps. */
export type Segment = string | number | MapKey;

/** In Kubernetes' own spelling: `spec.http[0].headers[x-end-user]`. */
export function fieldName(path: readonly Segment[]): string {
  let name = '';
  for (const segment of path) {
    if (typeof segment === 'string') name += name === '' ? segment : `.${segment}`;
    else name += `[${String(segment)}]`;
  }
  return name;
}

/** Both ways to say where. */
export function location(path: readonly Segment[]): { field: string; pointer: string } {
  return {
    field: fieldName(path),
    pointer: jsonPointer(path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))),
  };
}

/** A value as messages show it: cut, and never the whole of a big one. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
