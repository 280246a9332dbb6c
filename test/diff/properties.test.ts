import fc from 'fast-check';
import type { FieldChange } from '../../src/diff/change';
import { fieldChanges } from '../../src/diff/field-changes';
import { listsOf } from '../../src/diff/known-lists';
import { UNKNOWN } from '../../src/diff/list-meaning';
import { isList, isMap, Json, sameJson } from '../../src/model/json';
import { segmentsOf } from '../../src/model/json-pointer';
import { edit, edited, jsonValue, similarValues } from '../layout/json-values';
import { runs } from '../fixtures/runs';
import { applyChanges } from './apply-changes';
import { diffOf } from './trees';

const changesOf = (before: Json, after: Json): readonly FieldChange[] => fieldChanges(before, after, () => UNKNOWN);

const name = fc.constantFrom('a', 'b', 'c', 'd');
const names = fc.uniqueArray(name, { maxLength: 4 });
const destination = fc.record({ host: name, subset: name }, { requiredKeys: ['host'] });
const rule = fc.record(
  {
    name,
    match: fc.array(fc.record({ uri: fc.record({ prefix: name }) }), { maxLength: 3 }),
    route: fc.array(fc.record({ destination, weight: fc.nat(100) }, { requiredKeys: ['destination'] }), {
      maxLength: 3,
    }),
    timeout: name,
  },
  { requiredKeys: [] },
);
const virtualService: fc.Arbitrary<Json> = fc
  .record({ hosts: names, gateways: names, http: fc.array(rule, { maxLength: 4 }) })
  .map((spec) => ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'x' }, spec }));
const lists = listsOf({ group: 'networking.istio.io', kind: 'VirtualService' });

/** The value with the items of all lists in another order whose order means nothing. */
function shuffled(value: Json, field: string, order: (items: readonly Json[]) => readonly Json[]): Json {
  if (isList(value)) {
    const items = value.map((item) => shuffled(item, field, order));
    return lists(field).isOrdered ? items : order(items);
  }
  if (!isMap(value)) return value;
  const fields = Object.entries(value).reverse();
  return Object.fromEntries(
    fields.map(([each, nested]) => [each, shuffled(nested, field === '' ? each : `${field}.${each}`, order)]),
  );
}

function valueAt(value: Json, pointer: string): Json | undefined {
  return segmentsOf(pointer).reduce<Json | undefined>(
    (here, segment) => (here as Readonly<Record<string, Json>> | undefined)?.[segment],
    value,
  );
}

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      expect(changesOf(value, structuredClone(value))).toEqual([]);
    }),
  );
});

test('changes make what was what will be', () => {
  fc.assert(
    fc.property(similarValues, ([before, after]) => {
      expect(applyChanges(before, changesOf(before, after))).toEqual(after);
    }),
    { numRuns: runs(300) },
  );
});

test('pointers of changes lead to what changes', () => {
  fc.assert(
    fc.property(virtualService, fc.array(edit(), { maxLength: 4 }), (before, edits) => {
      const after = edits.reduce(edited, before);
      for (const change of fieldChanges(before, after, lists)) {
        if (change.before !== undefined) expect(valueAt(before, change.from!)).toEqual(change.before);
        if (change.after !== undefined) expect(valueAt(after, change.to!)).toEqual(change.after);
      }
    }),
  );
});

test('the order of keys, and of lists that are sets, is no change, and hides none', () => {
  fc.assert(
    fc.property(virtualService, fc.array(edit(), { maxLength: 3 }), fc.boolean(), (before, edits, isReversed) => {
      const order = (items: readonly Json[]): readonly Json[] =>
        isReversed ? [...items].reverse() : [...items.slice(1), ...items.slice(0, 1)];
      expect(fieldChanges(before, shuffled(before, '', order), lists)).toEqual([]);
      const after = edits.reduce(edited, before);
      const isSame = fieldChanges(before, after, lists).length === 0;
      const isSameShuffled = fieldChanges(before, shuffled(after, '', order), lists).length === 0;
      expect(isSameShuffled).toBe(isSame);
    }),
  );
});

test('a change of sides is a change of signs', () => {
  const opposite = { added: 'removed', removed: 'added', changed: 'changed', moved: 'moved' } as const;
  // Which ones have to move for others to stay is open where the numbers are the same.
  const described = (changes: readonly FieldChange[], isBack: boolean): string[] =>
    changes
      .map(({ change, from, to, before, after }) => {
        if (change === 'moved') return 'moved';
        return JSON.stringify(isBack ? [opposite[change], to, from, after, before] : [change, from, to, before, after]);
      })
      .sort();
  fc.assert(
    fc.property(similarValues, ([before, after]) => {
      expect(described(changesOf(after, before), true)).toEqual(described(changesOf(before, after), false));
    }),
    { numRuns: runs(300) },
  );
});

test('no value of a Secret is ever told', () => {
  const secret = fc.record({
    place: fc.constantFrom('data', 'stringData'),
    key: name,
    value: fc.stringMatching(/^[0-9a-f]{12}$/),
  });
  const made = ({ place, key, value }: { place: string; key: string; value: string }): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': value } },
    [place]: { [key]: value },
  });
  fc.assert(
    fc.property(secret, secret, (one, other) => {
      for (const diff of [diffOf([made(one)], [made(other)]), diffOf([], [made(one)]), diffOf([made(one)], [])]) {
        const told = JSON.stringify(diff);
        for (const { value } of [one, other]) expect(told).not.toContain(value);
      }
      const isSame = sameJson(one, other);
      expect(diffOf([made(one)], [made(other)]).objects.length).toBe(isSame ? 0 : 1);
    }),
  );
});
