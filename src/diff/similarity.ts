import { isList, isMap, Json } from '../model/json';

/** Below this, two items have so little in common that one has gone and another has come. */
const ALIKE = 0.5;

/** Beyond so many comparisons, nobody looks for what is alike: it is not worth quadratic time. */
const MOST_COMPARISONS = 2_500;

/** An item of a list and where it is in it. */
export interface Place {
  readonly index: number;
  readonly item: Json;
}

/** Pairs of items that are mostly the same, the most similar first; each item is in one pair at most. */
export function alikePairs(before: readonly Place[], after: readonly Place[]): (readonly [from: Place, to: Place])[] {
  const comparisons = before.length * after.length;
  if (comparisons === 0 || comparisons > MOST_COMPARISONS) return [];
  const [leavesBefore, leavesAfter] = [before.map(leavesOf), after.map(leavesOf)];
  const candidates = before
    .flatMap((from, i) => after.map((to, j) => ({ from, to, likeness: likeness(leavesBefore[i]!, leavesAfter[j]!) })))
    .filter((candidate) => candidate.likeness >= ALIKE)
    .sort(
      (a, b) =>
        b.likeness - a.likeness || distance(a) - distance(b) || a.from.index + a.to.index - b.from.index - b.to.index,
    );
  const taken = new Set<Place>();
  const pairs: [Place, Place][] = [];
  for (const { from, to } of candidates) {
    if (taken.has(from) || taken.has(to)) continue;
    taken.add(from).add(to);
    pairs.push([from, to]);
  }
  return pairs;
}

function distance({ from, to }: { readonly from: Place; readonly to: Place }): number {
  return Math.abs(from.index - to.index);
}

/** How often each scalar is in a place; scalars that are no field of anything have nothing in common but themselves. */
type Leaves = ReadonlyMap<string, number>;

function leavesOf({ item }: Place): Leaves {
  const leaves = new Map<string, number>();
  const visit = (value: Json, field: string): void => {
    if (isList(value) && value.length > 0) for (const each of value) visit(each, field);
    else if (isMap(value) && Object.keys(value).length > 0) {
      for (const [name, each] of Object.entries(value)) visit(each, `${field}/${name}`);
    } else {
      const leaf = `${field}=${JSON.stringify(value)}`;
      leaves.set(leaf, (leaves.get(leaf) ?? 0) + 1);
    }
  };
  visit(item, '');
  return leaves;
}

/** From 0, nothing in common, to 1. */
function likeness(one: Leaves, other: Leaves): number {
  let common = 0;
  for (const [leaf, times] of one) common += Math.min(times, other.get(leaf) ?? 0);
  return (2 * common) / (sum(one) + sum(other));
}

function sum(leaves: Leaves): number {
  let total = 0;
  for (const times of leaves.values()) total += times;
  return total;
}
