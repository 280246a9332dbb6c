import fc from 'fast-check';
import { applyOperations, composeOperations, routeHeaders } from '../../../src/mesh/routing/header-operations';

const name = fc.constantFrom('x-a', 'x-b', 'x-c');
const headers = fc.dictionary(name, fc.constantFrom('1', '2', '3'));
const operations = fc.record({ remove: fc.uniqueArray(name), set: headers, add: headers });

test('two proxies one after the other do what both together are said to do', () => {
  fc.assert(
    fc.property(headers, operations, operations, (before, first, second) => {
      const inTurn = applyOperations(applyOperations({ headers: before }, first), second);
      expect(applyOperations({ headers: before }, composeOperations(first, second)).headers).toEqual(inTurn.headers);
    }),
  );
});

test('what is added to a header comes beside it, unless proxies keep one entry of it', () => {
  const before = { headers: { 'x-a': '1', 'x-b': '1,2', accept: 'a' }, repeatedHeaders: { 'x-b': ['1', '2'] } };
  const add = { 'x-a': '3', 'x-b': '3', 'x-c': '3', accept: 'b' };
  expect(applyOperations(before, { remove: [], set: {}, add })).toEqual({
    headers: { 'x-a': '1,3', 'x-b': '1,2,3', 'x-c': '3', accept: 'a,b' },
    repeatedHeaders: { 'x-a': ['1', '3'], 'x-b': ['1', '2', '3'] },
  });
  expect(applyOperations(before, { remove: ['x-a'], set: { 'x-b': '4' }, add: {} })).toEqual({
    headers: { 'x-b': '4', accept: 'a' },
    repeatedHeaders: {},
  });
});

test('all levels remove, then all set, then all add', () => {
  const { request } = routeHeaders(
    { request: { remove: ['X-A'], set: { 'x-b': 'rule', 'x-c': 'rule' }, add: { 'x-b': 'rule' } } },
    { request: { remove: ['x-c'], set: { 'x-b': 'share' }, add: { 'x-b': 'share' } } },
  );
  expect(request).toEqual({
    remove: ['x-a', 'x-c'],
    set: { 'x-b': 'share', 'x-c': 'rule' },
    add: { 'x-b': 'rule,share' },
  });
});

test('an authority is no header: what is set comes before what is added, and the rule before its destination', () => {
  const authority = (...levels: Parameters<typeof routeHeaders>): string | undefined =>
    routeHeaders(...levels).authority;
  expect(authority({ request: { add: { Host: 'added' }, set: { ':authority': 'set' } } })).toBe('set');
  expect(authority({ request: { add: { host: 'rule' } } }, { request: { set: { host: 'share' } } })).toBe('rule');
  expect(authority({}, { request: { set: { host: 'share' } } })).toBe('share');
  const { request } = routeHeaders({ request: { set: { Host: 'a', ':path': '/b' }, remove: ['host'] } });
  expect(request).toEqual({ remove: [], set: {}, add: {} });
});
