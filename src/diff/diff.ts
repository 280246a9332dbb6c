import { identityKey } from '../model/identity';
import type { JsonMap } from '../model/json';
import type { Manifest } from '../model/manifest';
import { categoryOf, categoryOfNew, rankOf } from './categories';
import type { Category, FieldChange, ObjectChange } from './change';
import { DeletionLimits, DeletionVerdict, judgeDeletions } from './deletion-guard';
import { fieldChanges } from './field-changes';
import { listsOf } from './known-lists';
import { environmentOf, Pair, pairObjects, Sets } from './pairs';
import { withoutSecrets } from './secret';
import { shareChanges, wholeShares } from './share-changes';

/** How two trees differ. */
export interface Diff {
  /** By category, set and identity. */
  readonly objects: readonly ObjectChange[];
  /** Sets of both sides, sorted, those that are equal among them. */
  readonly sets: readonly SetSummary[];
  readonly deletions: DeletionVerdict;
}

export interface SetSummary {
  readonly set: string;
  readonly environment: string | undefined;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export interface DiffOptions {
  readonly limits: DeletionLimits;
  /**
   * Names of two environments that are compared, where before is no past of after: what is in one alone does not go
   * away, and the label with the name of the environment is no difference.
   */
  readonly environments?: { readonly before: string; readonly after: string } | undefined;
}

/** How one tree differs from another. */
export function diffTrees(before: Sets, after: Sets, { limits, environments }: DiffOptions): Diff {
  const pairs = pairObjects(before, after);
  const compared = environments === undefined ? pairs : pairs.map((pair) => renamed(pair, environments));
  const objects = compared.map(changeOf).filter((change) => change !== undefined);
  objects.sort(inReportOrder);
  return {
    objects,
    sets: summaries([...new Set([...before.keys(), ...after.keys()])].sort(), objects),
    deletions: judgeDeletions(environments === undefined ? objects : [], limits),
  };
}

/** Label of every object of an environment, with the name of the environment. */
const ENVIRONMENT_LABEL = 'environment';

/** What was, as if the environment had been called what the other one is called. */
function renamed(pair: Pair, environments: { readonly before: string; readonly after: string }): Pair {
  const { before } = pair;
  const labels = before?.object.metadata.labels;
  if (before === undefined || labels?.[ENVIRONMENT_LABEL] !== environments.before) return pair;
  const metadata = { ...before.object.metadata, labels: { ...labels, [ENVIRONMENT_LABEL]: environments.after } };
  return { ...pair, before: { ...before, object: { ...before.object, metadata } } };
}

function changeOf({ set, before, after }: Pair): ObjectChange | undefined {
  const { identity, object } = (after ?? before)!;
  const about = { set, identity, version: object.apiVersion.split('/').at(-1)! };
  const categorized = (change: FieldChange, category: Category) => ({ ...withoutSecrets(change, identity), category });
  const lists = listsOf(identity);
  if (before === undefined) {
    const category = categoryOfNew(identity);
    const shares = wholeShares(object, 'added', identity, lists);
    const field: FieldChange = { change: 'added', path: '', to: '', after: contentOf(after!) };
    return { ...about, change: 'added', category, shares, fields: [categorized(field, category)] };
  }
  if (after === undefined) {
    const category = 'deletions';
    const shares = wholeShares(object, 'removed', identity, lists);
    const field: FieldChange = { change: 'removed', path: '', from: '', before: contentOf(before) };
    return { ...about, change: 'removed', category, shares, fields: [categorized(field, category)] };
  }
  const fields = fieldChanges(contentOf(before), contentOf(after), lists)
    .map((change) => categorized(change, categoryOf(change, identity)))
    .sort((one, other) => rankOf(one.category) - rankOf(other.category));
  if (fields.length === 0) return undefined;
  const hasWeights = fields[0]!.category === 'weights';
  const shares = hasWeights ? shareChanges(before.object, after.object, identity, lists) : [];
  return { ...about, change: 'changed', category: fields[0]!.category, shares, fields };
}

/** Read from YAML or synthesized, an object holds nothing that is not JSON. */
function contentOf({ object }: Manifest): JsonMap {
  return object as JsonMap;
}

function inReportOrder(one: ObjectChange, other: ObjectChange): number {
  return (
    rankOf(one.category) - rankOf(other.category) ||
    compareTexts(one.set, other.set) ||
    compareTexts(identityKey(one.identity), identityKey(other.identity))
  );
}

/** By UTF-16 units: the same everywhere. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function summaries(sets: readonly string[], objects: readonly ObjectChange[]): readonly SetSummary[] {
  const counts = new Map(sets.map((set) => [set, { added: 0, changed: 0, removed: 0 }]));
  for (const { set, change } of objects) counts.get(set)![change] += 1;
  return [...counts].map(([set, count]) => ({ set, environment: environmentOf(set), ...count }));
}
