import { isList, isMap, Json, JsonMap, sameJson } from '../model/json';
import { escapeSegment } from '../model/json-pointer';
import type { FieldChange } from './change';
import { childField, Fingerprints } from './fingerprints';
import { keyOf, ListMeaning, ListMeanings } from './list-meaning';
import { matchItems, Matching } from './list-matching';

/**
 * The places in which two values differ, in the order of the value as it will be. The order of keys is none, nor is that
 * of lists whose order means nothing.
 */
export function fieldChanges(before: Json, after: Json, lists: ListMeanings): readonly FieldChange[] {
  const comparison = new Comparison(lists);
  if (!sameJson(before, after)) comparison.compare(before, after, { from: '', to: '', path: '', field: '' });
  return comparison.changes;
}

/** Where two values are that are compared. */
interface Place {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** The names of the fields that lead here, dotted. */
  readonly field: string;
}

class Comparison {
  readonly changes: FieldChange[] = [];
  private readonly fingerprints: Fingerprints;

  constructor(private readonly lists: ListMeanings) {
    this.fingerprints = new Fingerprints(lists);
  }

  /** @param before not the same as `after`: most values are, and cost no place */
  compare(before: Json, after: Json, place: Place): void {
    if (isMap(before) && isMap(after)) this.compareMaps(before, after, place);
    else if (isList(before) && isList(after)) this.compareLists(before, after, place);
    else this.changes.push({ change: 'changed', path: place.path, from: place.from, to: place.to, before, after });
  }

  private compareMaps(before: JsonMap, after: JsonMap, place: Place): void {
    for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      const was = Object.hasOwn(before, name) ? before[name] : undefined;
      const will = Object.hasOwn(after, name) ? after[name] : undefined;
      if (was === undefined) this.added(will!, belowField(place, name));
      else if (will === undefined) this.removed(was, belowField(place, name));
      else if (!sameJson(was, will)) this.compare(was, will, belowField(place, name));
    }
  }

  private compareLists(before: readonly Json[], after: readonly Json[], place: Place): void {
    const meaning = this.lists(place.field);
    const matching = matchItems(before, after, meaning, (item) => this.fingerprints.of(item, place.field));
    for (const index of matching.removed) {
      this.removed(before[index]!, belowItem(place, memberLabel(before, index, meaning), index, index));
    }
    for (const { from, to, isMoved } of inOrderOf(matching)) {
      if (from === undefined) {
        this.added(after[to]!, belowItem(place, memberLabel(after, to, meaning), to, to));
        continue;
      }
      const isSame = sameJson(before[from]!, after[to]!);
      if (isSame && !isMoved) continue;
      const below = belowItem(place, labelOf(after, to, meaning), from, to);
      if (isMoved) this.changes.push({ change: 'moved', path: below.path, from: below.from, to: below.to });
      if (!isSame) this.compare(before[from]!, after[to]!, below);
    }
  }

  private added(after: Json, { path, to }: Place): void {
    this.changes.push({ change: 'added', path, to, after });
  }

  private removed(before: Json, { path, from }: Place): void {
    this.changes.push({ change: 'removed', path, from, before });
  }
}

/** What the list will hold, item by item. */
function inOrderOf({ matches, added }: Matching): readonly { from?: number; to: number; isMoved: boolean }[] {
  return [...matches, ...added.map((to) => ({ to, isMoved: false }))].sort((one, other) => one.to - other.to);
}

function belowField({ from, to, path, field }: Place, name: string): Place {
  const segment = `/${escapeSegment(name)}`;
  const label = /^[\w-]+$/.test(name) ? `${path === '' ? '' : '.'}${name}` : `[${JSON.stringify(name)}]`;
  return { from: from + segment, to: to + segment, path: path + label, field: childField(field, name) };
}

function belowItem({ from, to, path, field }: Place, label: string, before: number, after: number): Place {
  return { from: `${from}/${before}`, to: `${to}/${after}`, path: `${path}[${label}]`, field };
}

/** What people know an item by: its key, or else its place. */
export function labelOf(items: readonly Json[], index: number, meaning: ListMeaning): string {
  return keyOf(items[index]!, meaning) ?? String(index);
}

/** Of an item that joins or leaves: the place of one without a key says nothing where order means nothing. */
function memberLabel(items: readonly Json[], index: number, meaning: ListMeaning): string {
  return meaning.isOrdered ? labelOf(items, index, meaning) : (keyOf(items[index]!, meaning) ?? '');
}
