import type { Identity } from '../model/identity';
import { isList, isMap, Json } from '../model/json';
import { segmentsOf } from '../model/json-pointer';
import type { FieldChange } from './change';

/** Stands for a value that nobody may read in a report. A digest would say what a short secret is to who can guess. */
export const HIDDEN = '(hidden)';

/** What kubectl keeps of an object on the object, its data included. */
const LAST_APPLIED = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];

/** Where a Secret has values; their names may be read. */
const SECRET_PLACES: readonly (readonly string[])[] = [['data'], ['stringData'], LAST_APPLIED];

/** The change without the values of a Secret. */
export function withoutSecrets(change: FieldChange, { group, kind }: Identity): FieldChange {
  if (group !== '' || kind !== 'Secret') return change;
  const path = segmentsOf(change.to ?? change.from ?? '');
  return {
    ...change,
    ...(change.before !== undefined && { before: hideSecrets(change.before, path) }),
    ...(change.after !== undefined && { after: hideSecrets(change.after, path) }),
  };
}

/** @param path leads to the value from the object */
function hideSecrets(value: Json, path: readonly string[]): Json {
  if (SECRET_PLACES.some((place) => place.every((segment, i) => path[i] === segment))) return hideAll(value);
  const leadsThere = SECRET_PLACES.some((place) => path.every((segment, i) => place[i] === segment));
  return leadsThere && isMap(value) ? mapFields(value, (field, name) => hideSecrets(field, [...path, name])) : value;
}

function hideAll(value: Json): Json {
  if (isMap(value)) return mapFields(value, hideAll);
  return isList(value) ? value.map(hideAll) : HIDDEN;
}

function mapFields(map: Readonly<Record<string, Json>>, change: (value: Json, name: string) => Json): Json {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value, name)]));
}
