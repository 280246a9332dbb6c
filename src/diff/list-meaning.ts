import { isMap, Json, JsonMap } from '../model/json';

/** What the items of a list are to whoever reads it. */
export interface ListMeaning {
  /** Whether the same items in another order mean something else. */
  readonly isOrdered: boolean;
  /** Fields of an item, dotted, by which people know it; those that it lacks are left out. */
  readonly key: readonly string[];
}

/** The meaning of each list of a kind, by the names of the fields that lead to it, dotted. */
export type ListMeanings = (field: string) => ListMeaning;

/** Nothing is known of a list: order may matter, and a name is a name. */
export const UNKNOWN: ListMeaning = { isOrdered: true, key: ['name'] };

/** The key of an item; undefined where it has none of the fields. */
export function keyOf(item: Json, { key }: ListMeaning): string | undefined {
  if (!isMap(item)) return undefined;
  let text: string | undefined;
  for (const path of key) {
    const part = fieldOf(item, path);
    if (typeof part !== 'string' && typeof part !== 'number') continue;
    text = text === undefined ? String(part) : `${text} ${part}`;
  }
  return text;
}

function fieldOf(item: JsonMap, path: string): Json | undefined {
  const dot = path.indexOf('.');
  const name = dot < 0 ? path : path.slice(0, dot);
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  if (dot < 0 || value === undefined) return value;
  return isMap(value) ? fieldOf(value, path.slice(dot + 1)) : undefined;
}
