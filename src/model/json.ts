/** What a manifest is made of: deeply frozen JSON values. */
export type Json = string | number | boolean | null | readonly Json[] | JsonMap;

export interface JsonMap {
  readonly [field: string]: Json;
}

export type JsonType = 'map' | 'list' | 'null' | 'string' | 'number' | 'boolean';

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  return typeof value === 'object' ? 'map' : (typeof value as JsonType);
}

export function isMap(value: Json): value is JsonMap {
  return typeOf(value) === 'map';
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Equality of content; five times as fast as `isDeepStrictEqual`, which knows more than JSON. */
export function sameJson(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (isList(one)) {
    return isList(other) && one.length === other.length && one.every((item, index) => sameJson(item, other[index]!));
  }
  if (!isMap(one) || !isMap(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => Object.hasOwn(other, name) && sameJson(one[name]!, other[name]!));
}

/** Whether there is a list at any depth of maps. */
export function hasList(value: Json): boolean {
  return isList(value) || (isMap(value) && Object.values(value).some(hasList));
}

/** Sets a field, even one named `__proto__`, which assigning would take for what the record inherits. */
export function setField(record: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__') Object.defineProperty(record, name, { value, enumerable: true, configurable: true });
  else record[name] = value;
}

/** How many lines a field with this value takes in block-style YAML, its name included. */
export function fieldLines(value: Json): number {
  return isEmptyOrScalar(value) ? scalarLines(value) : 1 + linesOf(value);
}

/** How many lines a value takes in block-style YAML, on its own or after a `-`. */
export function linesOf(value: Json): number {
  if (isEmptyOrScalar(value)) return scalarLines(value);
  return isList(value) ? sum(value, linesOf) : sum(Object.values(value as JsonMap), fieldLines);
}

function isEmptyOrScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

function scalarLines(value: Json): number {
  return typeof value === 'string' ? value.split('\n').length : 1;
}

function sum(values: readonly Json[], lines: (value: Json) => number): number {
  return values.reduce<number>((total, value) => total + lines(value), 0);
}
