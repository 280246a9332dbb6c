import { isList, isMap, Json } from '../model/json';
import type { ListMeanings } from './list-meaning';

/** One text for all values that mean the same: only the order of lists whose order matters is in it. */
export class Fingerprints {
  private readonly known = new WeakMap<object, string>();

  constructor(private readonly lists: ListMeanings) {}

  /** @param field the names of the fields that lead to the value, dotted */
  of(value: Json, field: string): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    let text = this.known.get(value);
    if (text === undefined) {
      text = this.make(value, field);
      this.known.set(value, text);
    }
    return text;
  }

  private make(value: Json, field: string): string {
    if (isList(value)) {
      const items = value.map((item) => this.of(item, field));
      return `[${(this.lists(field).isOrdered ? items : items.sort()).join()}]`;
    }
    const names = isMap(value) ? Object.keys(value).sort() : [];
    const fields = names.map((name) => {
      return `${JSON.stringify(name)}:${this.of((value as Readonly<Record<string, Json>>)[name]!, childField(field, name))}`;
    });
    return `{${fields.join()}}`;
  }
}

/** Items of a list are led to by the fields of the list. */
export function childField(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}
