import fc from 'fast-check';
import { isList, isMap, Json, JsonMap } from '../../src/model/json';

/** Names that are hard to point at, to quote or to merge. */
const ODD_NAMES = [
  'a/b',
  '~',
  '~1',
  'm~n',
  '',
  '$patch',
  '@type',
  '-',
  '0',
  'null',
  'yes',
  'a b',
  'a: b',
  '#',
  'é',
  '*',
];

const fieldName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('hosts', 'http', 'route', 'weight', 'match', 'port') },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_NAMES) },
);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('v1', 'v2', '*', 'on', '1', '', ' x', '10s', 'two\nlines\n', '{}', '$patch', 'null'),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, 1e6, 1e21, 1e-7, 9007199254740991, -1234567.25),
  fc.boolean(),
);

/** What a field of a custom resource may hold, nulls nearly never. */
export const jsonValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json; list: readonly Json[]; map: JsonMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: scalar },
    { weight: 3, arbitrary: tie('map') },
    { weight: 3, arbitrary: tie('list') },
    { weight: 1, arbitrary: fc.constantFrom<Json>({}, [], null) },
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  map: fc.dictionary(fieldName, tie('value'), { maxKeys: 5, noNullPrototype: true }),
})).value;

export const jsonMap: fc.Arbitrary<JsonMap> = fc.dictionary(fieldName, jsonValue, {
  maxKeys: 5,
  noNullPrototype: true,
});

/** Two values of which one mostly is a few edits away from the other. */
export const similarValues: fc.Arbitrary<readonly [JsonMap, JsonMap]> = fc
  .tuple(jsonMap, fc.array(edit(), { maxLength: 4 }))
  .map(([from, edits]) => [from, edits.reduce<Json>(edited, from) as JsonMap] as const);

/** A change somewhere in a value: `where` leads to the place, as far as the value goes. */
export interface Edit {
  readonly where: readonly number[];
  readonly what: 'remove' | 'insert' | 'replace' | 'repeat';
  readonly name: string;
  readonly value: Json;
}

export function edit(): fc.Arbitrary<Edit> {
  return fc.record({
    where: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }),
    what: fc.constantFrom('remove', 'insert', 'replace', 'repeat'),
    name: fieldName,
    value: jsonValue,
  });
}

export function edited(value: Json, edit: Edit): Json {
  const [step = 0, ...further] = edit.where;
  const nested = { ...edit, where: further };
  if (isList(value)) {
    const index = value.length === 0 ? 0 : step % value.length;
    const [before, after] = [value.slice(0, index), value.slice(index + 1)];
    const item = value[index];
    if (item === undefined) return [edit.value];
    if (further.length > 0 && typeof item === 'object') return [...before, edited(item, nested), ...after];
    return [
      ...before,
      ...{ remove: [], insert: [edit.value, item], replace: [edit.value], repeat: [item, item] }[edit.what],
      ...after,
    ];
  }
  if (!isMap(value)) return edit.value;
  const names = Object.keys(value);
  const name = names[step % Math.max(names.length, 1)];
  if (name === undefined || (further.length === 0 && edit.what === 'insert'))
    return { ...value, [edit.name]: edit.value };
  if (further.length > 0) return { ...value, [name]: edited(value[name]!, nested) };
  if (edit.what === 'remove') return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
  return { ...value, [name]: edit.what === 'repeat' ? [value[name]!, value[name]!] : edit.value };
}

/** The value without what kustomize cannot read: fields without a name, unless they hold a scalar. */
export function kustomizable(value: Json): Json {
  if (isList(value)) return value.map(kustomizable);
  if (!isMap(value)) return value;
  const fields = Object.entries(value).filter(([name, nested]) => name !== '' || typeof nested !== 'object');
  return Object.fromEntries(fields.map(([name, nested]) => [name, kustomizable(nested)]));
}
