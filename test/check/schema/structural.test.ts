import Ajv from 'ajv';
import sources from '../../../imports/sources.json';
import { loadSchema } from '../../../src/check/schema/registry';
import { StructuralSchema, toJsonSchema } from '../../../src/check/schema/structural';

/** Whether an object with this `spec` is accepted by the schema of the `spec`. */
function accepts(spec: StructuralSchema, value: unknown): boolean {
  const schema = toJsonSchema({ type: 'object', properties: { spec } });
  return new Ajv({ strict: false, validateFormats: false }).validate(schema, {
    apiVersion: 'v1',
    kind: 'A',
    metadata: {},
    spec: value,
  });
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
    ['takes null beside an enumeration', { type: 'string', nullable: true, enum: ['x'] }, null, true],
    ['refuses what an enumeration lacks', { type: 'string', nullable: true, enum: ['x'] }, 'y', false],
    ['takes a number or a string', { 'x-kubernetes-int-or-string': true }, 80, true],
    ['takes a string or a number', { 'x-kubernetes-int-or-string': true }, '80%', true],
    ['refuses a fraction as a number or string', { 'x-kubernetes-int-or-string': true }, 0.5, false],
    ['judges items', { type: 'array', items: closed }, [{ a: 'x' }, { b: 'x' }], false],
    ['judges bounds', { type: 'integer', minimum: 1, maximum: 3 }, 4, false],
    ['judges patterns', { type: 'string', pattern: '^x' }, 'y', false],
    ['has no unknown fields in its alternatives', { ...closed, oneOf: [{ required: ['a'] }] }, { a: 'x' }, true],
    ['wants one of its alternatives', { ...closed, oneOf: [{ required: ['a'] }] }, {}, false],
    ['does not take what it excludes', { ...closed, not: { required: ['a'] } }, { a: 'x' }, false],
  ])('%s', (_, schema, value, accepted) => {
    expect(accepts(schema, value)).toBe(accepted);
  });

  test('leaves metadata to the API server', () => {
    const schema = toJsonSchema({ type: 'object', properties: { metadata: { type: 'object', properties: {} } } });
    expect(new Ajv({ strict: false }).validate(schema, { metadata: { generateName: 'a' } })).toBe(true);
  });
});

test('the schemas of all imported kinds compile', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const { group, kind } of sources) expect(ajv.validateSchema(toJsonSchema(loadSchema(group, kind)!))).toBe(true);
});
