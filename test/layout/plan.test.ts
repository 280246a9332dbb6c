import { wrap } from '../../src/layout/generated-file';
import { isUpToDate, plan, Plan, PlanInput } from '../../src/layout/plan';

const OLD = wrap('a: old\n', ['env/a']);
const NEW = wrap('a: new\n', ['env/a']);
const EDITED = OLD.replace('old', 'edited');
const FOREIGN = 'a: mine\n';

interface Situation {
  readonly wanted?: Readonly<Record<string, string>>;
  readonly existing?: Readonly<Record<string, string>>;
  readonly owned?: readonly string[];
}

function planned({ wanted = {}, existing = {}, owned = [] }: Situation, force = false): Plan {
  return plan(input(wanted, existing, owned, force));
}

function input(wanted: object, existing: object, owned: readonly string[], force: boolean): PlanInput {
  const map = (files: object) => new Map(Object.entries(files) as [string, string][]);
  return { wanted: map(wanted), existing: map(existing), owned: new Set(owned), force };
}

const NOTHING = { create: [], replace: [], remove: [], unchanged: [], conflicts: [] };
const edited = [{ path: 'a', reason: 'edited' }];
const foreign = [{ path: 'a', reason: 'foreign' }];

describe.each<[string, Situation, Partial<Plan>, Partial<Plan>]>([
  ['a new file is created', { wanted: { a: NEW } }, { create: ['a'], owns: ['a'] }, {}],
  [
    'a file as synth wrote it is replaced',
    { wanted: { a: NEW }, existing: { a: OLD }, owned: ['a'] },
    { replace: ['a'], owns: ['a'] },
    {},
  ],
  ['so is one whose record is lost', { wanted: { a: NEW }, existing: { a: OLD } }, { replace: ['a'], owns: ['a'] }, {}],
  [
    'so is one checked out with CRLF',
    { wanted: { a: NEW }, existing: { a: OLD.replaceAll('\n', '\r\n') } },
    { replace: ['a'], owns: ['a'] },
    {},
  ],
  [
    'wanted content is unchanged',
    { wanted: { a: NEW }, existing: { a: NEW }, owned: ['a'] },
    { unchanged: ['a'], owns: ['a'] },
    {},
  ],
  [
    'wanted content with CRLF is unchanged',
    { wanted: { a: NEW }, existing: { a: NEW.replaceAll('\n', '\r\n') } },
    { unchanged: ['a'], owns: ['a'] },
    {},
  ],
  [
    'wanted content is no conflict, whoever wrote it',
    { wanted: { a: FOREIGN }, existing: { a: FOREIGN } },
    { unchanged: ['a'], owns: ['a'] },
    {},
  ],
  [
    'an edited file is kept',
    { wanted: { a: NEW }, existing: { a: EDITED }, owned: ['a'] },
    { conflicts: edited, owns: ['a'] } as Partial<Plan>,
    { replace: ['a'] },
  ],
  [
    'a foreign file is kept, and stays foreign',
    { wanted: { a: NEW }, existing: { a: FOREIGN } },
    { conflicts: foreign, owns: [] } as Partial<Plan>,
    { replace: ['a'], owns: ['a'] },
  ],
  [
    'a file of ours that lost its header is kept, and stays ours',
    { wanted: { a: NEW }, existing: { a: FOREIGN }, owned: ['a'] },
    { conflicts: foreign, owns: ['a'] } as Partial<Plan>,
    { replace: ['a'] },
  ],
  ['what is no longer wanted is removed', { existing: { a: OLD }, owned: ['a'] }, { remove: ['a'], owns: [] }, {}],
  [
    'what is no longer wanted but edited is kept',
    { existing: { a: EDITED }, owned: ['a'] },
    { conflicts: edited, owns: ['a'] } as Partial<Plan>,
    { remove: ['a'], owns: [] },
  ],
  [
    'what is no longer wanted but overwritten is kept',
    { existing: { a: FOREIGN }, owned: ['a'] },
    { conflicts: edited, owns: ['a'] } as Partial<Plan>,
    { remove: ['a'], owns: [] },
  ],
  ['what is no longer wanted and gone is forgotten', { owned: ['a'] }, { owns: [] }, {}],
  ['what is neither wanted nor owned is not touched', { existing: { a: OLD, b: FOREIGN } }, { owns: [] }, {}],
])('%s', (_, situation, expected, forced) => {
  test('without force', () => {
    const { ownershipChanges, ...rest } = planned(situation);
    expect(rest).toEqual({ ...NOTHING, ...expected });
    expect(ownershipChanges).toBe((situation.owned ?? []).join() !== rest.owns.join());
  });

  test('with force nothing is a conflict', () => {
    expect(planned(situation, true)).toMatchObject({ ...NOTHING, ...expected, conflicts: [], ...forced });
  });
});

test('a tree is up to date when nothing is left to do', () => {
  expect(isUpToDate(planned({ wanted: { a: NEW }, existing: { a: NEW }, owned: ['a'] }))).toBe(true);
  expect(isUpToDate(planned({ wanted: { a: NEW }, existing: { a: NEW }, owned: [] }))).toBe(false);
  expect(isUpToDate(planned({ wanted: { a: NEW }, existing: { a: EDITED }, owned: ['a'] }))).toBe(false);
  expect(isUpToDate(planned({ wanted: { a: NEW } }))).toBe(false);
  expect(isUpToDate(planned({ existing: { a: OLD }, owned: ['a'] }))).toBe(false);
});
