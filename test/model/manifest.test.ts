import fc from 'fast-check';
import { canonicalObject, manifestOf } from '../../src/model/manifest';

const HEAD = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };

function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [random(), key, item] as const);
  entries.sort(([a], [b]) => a - b);
  return Object.fromEntries(entries.map(([, key, item]) => [key, shuffled(item, random)]));
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

const json = fc.jsonValue({ depthSize: 'medium' });

describe('the canonical form of an object', () => {
  test('starts with apiVersion, kind and metadata, and sorts all other keys at every depth', () => {
    const object = canonicalObject({
      spec: { b: 1, a: { kind: 'x', apiVersion: 'y' } },
      data: {},
      metadata: { namespace: 'n', name: 'a' },
      kind: 'ConfigMap',
      apiVersion: 'v1',
    });
    expect(JSON.stringify(object)).toBe(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"n"},"data":{},"spec":{"a":{"apiVersion":"y","kind":"x"},"b":1}}',
    );
  });

  test('has the same bytes whatever the order in which fields were written', () => {
    fc.assert(
      fc.property(json, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (spec, numbers) => {
        const object = { ...HEAD, spec };
        const other = shuffled(object, () => numbers.next().value as number) as object;
        expect(JSON.stringify(canonicalObject(other))).toBe(JSON.stringify(canonicalObject(object)));
      }),
    );
  });

  test('says the same as the object', () => {
    fc.assert(
      fc.property(json, (spec) => {
        expect(canonicalObject({ ...HEAD, spec })).toStrictEqual({ ...HEAD, spec });
      }),
    );
  });

  test('is frozen at every depth', () => {
    fc.assert(
      fc.property(json, (spec) => {
        expect(isDeeplyFrozen(canonicalObject({ ...HEAD, spec }))).toBe(true);
      }),
    );
  });

  test('is a copy: later changes of the original do not reach it, and the original stays as it was', () => {
    const original = { ...HEAD, spec: { items: [1] } };
    const copy = canonicalObject(original);
    original.spec.items.push(2);
    expect(copy['spec']).toEqual({ items: [1] });
  });

  test('leaves out fields that are undefined, and keeps those that are null, false, 0 or empty', () => {
    const spec = { a: undefined, b: null, c: false, d: 0, e: '', f: {}, g: [] };
    expect(canonicalObject({ ...HEAD, spec })['spec']).toStrictEqual({ b: null, c: false, d: 0, e: '', f: {}, g: [] });
  });

  test('takes objects without a prototype, as YAML parsers make them', () => {
    const spec = Object.assign(Object.create(null) as object, { a: 1 });
    expect(canonicalObject({ ...HEAD, spec })['spec']).toEqual({ a: 1 });
  });

  test('holds a field called __proto__ like any other', () => {
    const spec = JSON.parse('{"__proto__":{"a":1}}') as object;
    expect(JSON.stringify(canonicalObject({ ...HEAD, spec })['spec'])).toBe('{"__proto__":{"a":1}}');
  });

  test.each([
    ['a function', { a: [{}, { b: () => 1 }] }, '/spec/a/1/b is a function, which YAML cannot hold'],
    ['a class instance', { a: new Date(0) }, '/spec/a is an instance of Date, which YAML cannot hold'],
    ['a map', { a: { b: new Map() } }, '/spec/a/b is an instance of Map, which YAML cannot hold'],
    ['not a number', { a: NaN }, '/spec/a is NaN, which YAML cannot hold'],
    ['infinite', { a: [-Infinity] }, '/spec/a/0 is -Infinity, which YAML cannot hold'],
    ['a bigint', { a: 1n }, '/spec/a is a bigint, which YAML cannot hold'],
    ['a symbol', { a: Symbol('x') }, '/spec/a is a symbol, which YAML cannot hold'],
    ['an undefined item', { a: [1, undefined] }, '/spec/a/1 is undefined: an array can have no holes'],
    // eslint-disable-next-line no-sparse-arrays
    ['a hole', { a: [, 1] }, '/spec/a/0 is undefined: an array can have no holes'],
  ])('has no place for %s, and the error names its pointer', (_, spec, message) => {
    expect(() => canonicalObject({ ...HEAD, spec })).toThrow(
      expect.objectContaining({ name: 'TypeError', message: message }) as Error,
    );
  });

  test('escapes keys in the pointer of an error', () => {
    const labels = { 'a/b~c': NaN };
    expect(() => canonicalObject({ ...HEAD, metadata: { labels } })).toThrow('/metadata/labels/a~1b~0c is NaN');
  });

  test('replaces values before it judges them, at every depth', () => {
    const replace = (value: unknown) => (value instanceof Date ? { at: value.toISOString().slice(0, 4) } : value);
    const spec = { a: [new Date(0)], b: { c: new Date(0) } };
    expect(canonicalObject({ ...HEAD, spec }, replace)['spec']).toEqual({
      a: [{ at: '1970' }],
      b: { c: { at: '1970' } },
    });
  });
});

test('a manifest knows who it is', () => {
  const origin = { constructPath: 'env/a' };
  const manifest = manifestOf(canonicalObject(HEAD), origin);
  expect(manifest).toMatchObject({
    identity: { group: '', kind: 'ConfigMap', namespace: '', name: 'a' },
    key: '/ConfigMap//a',
  });
  expect(manifest.origin).toBe(origin);
});
