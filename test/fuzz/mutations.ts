import fc from 'fast-check';
import { isPlainObject } from '../../src/model/props';
import { Duration, percent, perSecond, seconds, ServiceReference } from '../../src';

/** A place in nested plain objects and lists: what leads to it from the outermost. */
export type Place = readonly (string | number)[];

/** One thing that somebody gets wrong, wherever it is applied. */
export type Mutation =
  | { readonly kind: 'delete' }
  | { readonly kind: 'replace'; readonly value: unknown }
  | { readonly kind: 'rename'; readonly key: string }
  | { readonly kind: 'add'; readonly key: string; readonly value: unknown };

/** Every place within a value, the outermost not among them. */
export function placesIn(value: unknown): Place[] {
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const key = Array.isArray(value) ? Number(name) : name;
    return [[key], ...placesIn(item).map((place) => [key, ...place])];
  });
}

export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((container, key) => (container as Record<string | number, unknown>)[key], value);
}

/** A copy with one change; class instances in it stay the same. */
export function mutated(value: unknown, [key, ...rest]: Place, mutation: Mutation): unknown {
  if (key === undefined) return changed(value, mutation);
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const record = copy as Record<string | number, unknown>;
  if (rest.length > 0 || mutation.kind === 'replace' || mutation.kind === 'add') {
    record[key] = mutated(record[key], rest, mutation);
  } else if (Array.isArray(copy)) {
    copy.splice(Number(key), 1);
  } else {
    const { [key]: old, ...others } = record;
    return mutation.kind === 'rename' ? { ...others, [mutation.key]: old } : others;
  }
  return copy;
}

function changed(value: unknown, mutation: Mutation): unknown {
  if (mutation.kind === 'replace') return mutation.value;
  if (mutation.kind === 'add' && isPlainObject(value)) return { ...value, [mutation.key]: mutation.value };
  return value;
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlainObject(value);
}

class Foreign {
  readonly name = 'foreign';
}

const circle: Record<string, unknown> = {};
circle['itself'] = circle;

/** Values that programs without types pass where others belong. */
const STRANGE: readonly unknown[] = [
  undefined, null, NaN, Infinity, -1, 0, 1.5, 70_000, '', ' ', '80', '10s', 'none', true, false, 10n, Symbol('s'),
  [], {}, [undefined], [null], [[]], [{}], { a: undefined }, { '': '' }, JSON.parse('{"__proto__":{"a":1}}'),
  'x'.repeat(10_000), 'a/b', 'ä ö', '*', '../..', '/', '//', '\u0000', '__proto__', 'constructor',
  percent(10), seconds(5), perSecond(5), ServiceReference.external('a.example'), Duration, new Date(0), /x/, new Map(),
  new Foreign(), () => 1, Object.create(null), circle, Object.assign(Object.create({ inherited: 1 }), { own: 1 }),
]; // prettier-ignore

const strange = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STRANGE) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

const key = fc.oneof(
  fc.constantFrom('timeOut', 'prot', 'Port', 'namespce', '__proto__', 'constructor', 'toString', '', 'x'.repeat(5000)),
  fc.string(),
);

export const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Mutation>({ kind: 'delete' }) },
  { weight: 6, arbitrary: strange.map((value): Mutation => ({ kind: 'replace', value })) },
  { weight: 2, arbitrary: key.map((name): Mutation => ({ kind: 'rename', key: name })) },
  {
    weight: 2,
    arbitrary: fc.tuple(key, strange).map(([name, value]): Mutation => ({ kind: 'add', key: name, value })),
  },
);
