import fc from 'fast-check';
import { specOf } from '../../src/mesh/specs';
import { canonicalObject, manifestOf } from '../../src/model/manifest';

const specOfObject = (spec: unknown): object =>
  specOf(manifestOf(canonicalObject({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing' }, spec }), {}));

test('leaves out fields that are null, as the API server does, and keeps null items', () => {
  expect(specOfObject({ a: null, b: { c: null, d: [{ e: null, f: 1 }, null] } })).toEqual({
    b: { d: [{ f: 1 }, null] },
  });
});

test('is empty where there is no spec', () => {
  expect([undefined, null, 'text', []].map(specOfObject)).toEqual([{}, {}, {}, {}]);
});

test('changes nothing else', () => {
  const value = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 });
  fc.assert(
    fc.property(value, (spec) => {
      const expected = JSON.stringify(canonicalObject(spec), (_, field: unknown) =>
        typeof field === 'object' && field !== null && !Array.isArray(field)
          ? Object.fromEntries(Object.entries(field).filter(([, item]) => item !== null))
          : field,
      );
      expect(JSON.stringify(canonicalObject(specOfObject(spec)))).toBe(expected);
    }),
  );
});
