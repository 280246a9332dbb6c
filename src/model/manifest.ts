import { describeIdentity, Identity, identityKey, identityOf, KubernetesObject } from './identity';
import { jsonPointer } from './json-pointer';
import type { Origin } from './origin';

/** One Kubernetes object as it will be applied, with who it is and what made it. */
export interface Manifest {
  /** Who the object is to an API server. */
  readonly identity: Identity;
  /** {@link identityKey} of the identity. */
  readonly key: string;
  /** Deeply frozen; `apiVersion`, `kind` and `metadata` come first, and all other keys are sorted at every depth. */
  readonly object: KubernetesObject;
  /** What made it. */
  readonly origin: Origin;
}

/** @param object in canonical order and frozen, as {@link canonicalObject} gives it */
export function manifestOf(object: KubernetesObject, origin: Origin): Manifest {
  const identity = identityOf(object);
  return { identity, key: identityKey(identity), object, origin };
}

/** How objects are named in sentences: `Gateway edge/main, Gateway edge/other`. */
export function describeManifests(manifests: readonly Manifest[]): string {
  return manifests.map(({ identity }) => describeIdentity(identity)).join(', ');
}

/** Replaces what is not yet a JSON value, such as a lazy field, but no string; `undefined` leaves the field out. */
export type Replacer = (value: unknown) => unknown;

/** `apiVersion`, `kind` and `metadata` lead, as people write them. */
const LEADING: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/**
 * A deeply frozen copy whose bytes depend on nothing but its content: `apiVersion`, `kind` and `metadata` first, all
 * other keys sorted at every depth, undefined fields left out.
 *
 * @throws TypeError naming the JSON pointer of a value that has no place in a manifest (a function, a class instance,
 * a number that is not finite)
 */
export function canonicalObject(object: object, replace?: Replacer): KubernetesObject {
  try {
    return copyRecord(object as Record<string, unknown>, leadingKeys(object), replace) as KubernetesObject;
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw new TypeError(`${jsonPointer(error.path.reverse())} is ${error.message}`, { cause: error });
  }
}

/** A value that has no place. Its path is collected while the recursion unwinds, so that all others cost none. */
class Misfit extends Error {
  readonly path: string[] = [];

  /** @returns itself, to throw on */
  below(segment: string): this {
    this.path.push(segment);
    return this;
  }
}

function copy(original: unknown, replace: Replacer | undefined): unknown {
  // Half of all values, and nothing replaces them.
  if (typeof original === 'string') return original;
  const value = replace === undefined ? original : replace(original);
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return value;
      if (Array.isArray(value)) return copyArray(value, replace);
      if (isPlain(value)) return copyRecord(value, sortedKeys(value), replace);
  }
  throw new Misfit(`${describe(value)}, which YAML cannot hold`);
}

function copyArray(values: readonly unknown[], replace: Replacer | undefined): unknown {
  // What grows by pushing has room for seventeen items.
  const result = values.slice();
  let index = 0;
  try {
    for (; index < values.length; index++) {
      const item = copy(values[index], replace);
      if (item === undefined) throw new Misfit('undefined: an array can have no holes');
      result[index] = item;
    }
  } catch (error) {
    throw error instanceof Misfit ? error.below(String(index)) : error;
  }
  return Object.freeze(result);
}

function copyRecord(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  replace: Replacer | undefined,
): unknown {
  const result: Record<string, unknown> = {};
  let key = '';
  try {
    for (key of keys) {
      const value = copy(record[key], replace);
      if (value === undefined) continue;
      // Assigning `__proto__` would change what the object inherits.
      if (key === '__proto__') Object.defineProperty(result, key, { value, enumerable: true });
      else result[key] = value;
    }
  } catch (error) {
    throw error instanceof Misfit ? error.below(key) : error;
  }
  return Object.freeze(result);
}

function leadingKeys(object: object): string[] {
  return [...LEADING, ...sortedKeys(object).filter((key) => !LEADING.includes(key))];
}

/** Most objects come in order already, and looking costs less than sorting. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
}

export function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return true;
  // Objects of another realm (a VM context, as test runners use) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
