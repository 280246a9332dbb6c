import { Identity, identityKey, identityOf, KubernetesObject } from './identity';
import type { Origin } from './origin';

/** One Kubernetes object as it will be applied, with who it is and what made it. */
export interface Manifest {
  readonly identity: Identity;
  /** {@link identityKey} of the identity. */
  readonly key: string;
  /** Deeply frozen; keys in {@link canonicalObject canonical order}. */
  readonly object: KubernetesObject;
  readonly origin: Origin;
}

/** @param object in canonical order and frozen, as {@link canonicalObject} gives it */
export function manifestOf(object: KubernetesObject, origin: Origin): Manifest {
  const identity = identityOf(object);
  return { identity, key: identityKey(identity), object, origin };
}

/** Replaces what is not yet a JSON value, such as a lazy field; `undefined` leaves the field out. */
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
export function canonicalObject(object: object, replace: Replacer = (value) => value): KubernetesObject {
  const pointer: string[] = [];

  function copy(original: unknown): unknown {
    const value = replace(original);
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
        if (Array.isArray(value)) return copyArray(value);
        if (isPlain(value)) return copyRecord(value, Object.keys(value).sort());
    }
    throw new TypeError(`${jsonPointer(pointer)} is ${describe(value)}, which YAML cannot hold`);
  }

  function copyArray(values: readonly unknown[]): unknown {
    const result: unknown[] = new Array(values.length);
    for (let i = 0; i < values.length; i++) {
      pointer.push(String(i));
      const item = copy(values[i]);
      if (item === undefined) throw new TypeError(`${jsonPointer(pointer)} is undefined: an array can have no holes`);
      result[i] = item;
      pointer.pop();
    }
    return Object.freeze(result);
  }

  function copyRecord(record: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
    const result: Record<string, unknown> = {};
    for (const key of keys) {
      pointer.push(key);
      const value = copy(record[key]);
      pointer.pop();
      if (value === undefined) continue;
      // Assigning `__proto__` would change what the object inherits.
      if (key === '__proto__') Object.defineProperty(result, key, { value, enumerable: true });
      else result[key] = value;
    }
    return Object.freeze(result);
  }

  const rest = Object.keys(object).filter((key) => !LEADING.includes(key));
  return copyRecord(object as Record<string, unknown>, [...LEADING, ...rest.sort()]) as KubernetesObject;
}

/** Whether an object is what a literal or parsed JSON gives: no array and no instance of a class. */
export function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a VM context, as test runners use) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function jsonPointer(segments: readonly string[]): string {
  return segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
