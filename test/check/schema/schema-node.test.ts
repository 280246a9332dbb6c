import sources from '../../../imports/sources.json';
import { BUILT_IN } from '../../../src/check/schema/registry';
import { SchemaNode } from '../../../src/check/schema/schema-node';
import { shapeProblems } from '../../../src/check/schema/shape';
import { StructuralSchema, withEnvelope } from '../../../src/check/schema/structural';

/** Whether an object with this `spec` is accepted by the schema of the `spec`. */
function accepts(spec: StructuralSchema, value: unknown): boolean {
  const node = new SchemaNode(withEnvelope({ type: 'object', properties: { spec } }));
  return shapeProblems(node, { apiVersion: 'v1', kind: 'A', metadata: {}, spec: value }).length === 0;
}

const closed: StructuralSchema = { type: 'object', properties: { a: { type: 'string' } } };

describe('as the API server with strict field validation, a schema', () => {
  test.each<[string, StructuralSchema, unknown, boolean]>([
    ['takes fields that it has', closed, { a: 'x' }, true],
    ['refuses fields that it does not have', closed, { b: 'x' }, false],
    [
      'keeps unknown fields where it says so',
      { ...closed, 'x-kubernetes-preserve-unknown-fields': true },
      { b: 1 },
      true,
    ],
    [
      'still judges the fields that it has where it keeps others',
      { ...closed, 'x-kubernetes-preserve-unknown-fields': true },
      { a: 1 },
      false,
    ],
    ['takes any key of a map', { type: 'object', additionalProperties: { type: 'string' } }, { b: 'x' }, true],
    ['judges the values of a map', { type: 'object', additionalProperties: { type: 'string' } }, { b: 1 }, false],
    ['takes anything of a map of anything', { type: 'object', additionalProperties: true }, { b: [1] }, true],
    ['refuses null', closed, { a: null }, false],
    ['takes null where it is nullable', { type: 'string', nullable: true }, null, true],
    ['refuses null beside an enumeration', { type: 'string', nullable: true, enum: ['x', null] }, null, false],
    ['refuses what an enumeration lacks', { type: 'string', nullable: true, enum: ['x'] }, 'y', false],
    ['takes a number or a string', { 'x-kubernetes-int-or-string': true }, 80, true],
    ['takes a string or a number', { 'x-kubernetes-int-or-string': true }, '80%', true],
    ['refuses a fraction as a number or string', { 'x-kubernetes-int-or-string': true }, 0.5, false],
    ['judges items', { type: 'array', items: closed }, [{ a: 'x' }, { b: 'x' }], false],
    ['judges bounds', { type: 'integer', minimum: 1, maximum: 3 }, 4, false],
    ['judges patterns', { type: 'string', pattern: '^x' }, 'y', false],
    ['has no unknown fields in its alternatives', { ...closed, oneOf: [{ required: ['a'] }] }, { a: 'x' }, true],
    ['wants one of its alternatives', { ...closed, oneOf: [{ required: ['a'] }] }, {}, false],
    ['wants some of its alternatives', { ...closed, anyOf: [{ required: ['a'] }] }, {}, false],
    ['wants all of its conditions', { ...closed, allOf: [{ required: ['a'] }, {}] }, {}, false],
    ['does not take what it excludes', { ...closed, not: { required: ['a'] } }, { a: 'x' }, false],
    ['wants the fields that it requires', { ...closed, required: ['a'] }, {}, false],
    ['has no field that only its prototype has', closed, { constructor: 'x' }, false],
    ['counts characters as Go does', { type: 'string', maxLength: 1 }, '😀', true],
    ['judges lengths', { type: 'string', minLength: 2 }, '😀', false],
    ['judges numbers of items', { type: 'array', items: {}, minItems: 1, maxItems: 1 }, [1, 2], false],
    ['judges numbers of fields', { type: 'object', additionalProperties: true, minProperties: 1 }, {}, false],
    ['takes a bound', { type: 'number', minimum: 1 }, 1, true],
    ['refuses a bound that is excluded', { type: 'number', minimum: 1, exclusiveMinimum: true }, 1, false],
    ['judges factors', { type: 'integer', multipleOf: 5 }, 7, false],
    ['reads the flags of Go’s expressions', { type: 'string', pattern: '^(?i)(abort|warn)?$' }, 'Abort', true],
  ])('%s', (_, schema, value, accepted) => {
    expect(accepts(schema, value)).toBe(accepted);
  });

  test('leaves metadata to the API server', () => {
    const node = new SchemaNode(withEnvelope({ properties: { metadata: { type: 'object', properties: {} } } }));
    expect(shapeProblems(node, { metadata: { generateName: 'a' } })).toEqual([]);
  });
});

/** Keywords that say something of the shape of values, those that only an API server asks, and those that say nothing. */
const HANDLED =
  /^(type|properties|additionalProperties|items|required|nullable|enum|pattern|(one|any|all)Of|not|(exclusive)?M(in|ax)imum|m(in|ax)imum|multipleOf|m(in|ax)(Length|Items|Properties)|x-kubernetes-(preserve-unknown-fields|int-or-string|embedded-resource))$/;
const SERVER = /^(default|format|x-kubernetes-(list-type|list-map-keys|validations))$/;
const SILENT = /^x-kubernetes-map-type$/;

test('no imported kind has a keyword that would pass unseen', () => {
  function keywordsOf(schema: StructuralSchema): string[] {
    const { properties = {}, items, additionalProperties, oneOf = [], anyOf = [], allOf = [], not } = schema;
    const below = [...Object.values(properties), items, additionalProperties, ...oneOf, ...anyOf, ...allOf, not];
    return [...Object.keys(schema), ...below.flatMap((node) => (typeof node === 'object' ? keywordsOf(node) : []))];
  }
  const keywords = new Set(sources.flatMap(({ group, kind }) => keywordsOf(schemaOf(group, kind))));
  expect([...keywords].filter((keyword) => ![HANDLED, SERVER, SILENT].some((known) => known.test(keyword)))).toEqual(
    [],
  );
});

function schemaOf(group: string, kind: string): StructuralSchema {
  const found = BUILT_IN.kindOf(group, kind)!;
  return found.versionOf(found.apiVersions[0]!)!.root.schema;
}
