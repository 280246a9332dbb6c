import { isMap, Json } from '../model/json';
import { keyOf, ListMeaning } from './list-meaning';
import { alikePairs, Place } from './similarity';

/** An item that is in both lists, by its places. */
export interface Match {
  readonly from: number;
  readonly to: number;
  /** Whether it is at another place among the others, and that matters. */
  readonly isMoved: boolean;
}

export interface Matching {
  /** By place in the list as it will be. */
  readonly matches: readonly Match[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/**
 * Which items of two lists are the same ones: those of one key, of the others those of one content, and of what is left
 * those that are mostly alike.
 *
 * @param contentOf equal for items that mean the same
 */
export function matchItems(
  before: readonly Json[],
  after: readonly Json[],
  meaning: ListMeaning,
  contentOf: (item: Json) => string,
): Matching {
  const pairs: [from: number, to: number][] = [];
  let [left, right] = [placesOf(before), placesOf(after)];
  const take = (found: readonly (readonly [from: Place, to: Place])[]): void => {
    if (found.length === 0) return;
    const taken = new Set(found.flat());
    for (const [from, to] of found) pairs.push([from.index, to.index]);
    [left, right] = [left.filter((place) => !taken.has(place)), right.filter((place) => !taken.has(place))];
  };
  const pairUp = (keyed: (places: readonly Place[]) => ReadonlyMap<string, Place>): void => {
    if (left.length === 0 || right.length === 0) return;
    const theirs = keyed(right);
    const found: [Place, Place][] = [];
    for (const [key, from] of keyed(left)) {
      const to = theirs.get(key);
      if (to !== undefined) found.push([from, to]);
    }
    take(found);
  };

  if (meaning.key.length > 0) pairUp((places) => byUniqueKey(places, meaning));
  pairUp((places) => byContent(places, contentOf));
  take(alikePairs(left, right));
  if (left.length === 1 && right.length === 1 && isRewritten(left[0]!, right[0]!, meaning)) {
    take([[left[0]!, right[0]!]]);
  }

  pairs.sort(([, one], [, other]) => one - other);
  const inOrder = meaning.isOrdered ? longestRise(pairs.map(([from]) => from)) : undefined;
  return {
    matches: pairs.map(([from, to]) => ({ from, to, isMoved: inOrder?.has(from) === false })),
    removed: left.map(({ index }) => index),
    added: right.map(({ index }) => index),
  };
}

function placesOf(items: readonly Json[]): Place[] {
  return items.map((item, index) => ({ item, index }));
}

/** A key that two items share says of neither which one it is. */
function byUniqueKey(places: readonly Place[], meaning: ListMeaning): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const repeated = new Set<string>();
  for (const place of places) {
    const key = keyOf(place.item, meaning);
    if (key === undefined) continue;
    if (found.has(key)) repeated.add(key);
    found.set(key, place);
  }
  for (const key of repeated) found.delete(key);
  return found;
}

/** Of items of one content the first is the first, the second the second. */
function byContent(places: readonly Place[], contentOf: (item: Json) => string): ReadonlyMap<string, Place> {
  const times = new Map<string, number>();
  return new Map(
    places.map((place) => {
      const content = contentOf(place.item);
      const time = times.get(content) ?? 0;
      times.set(content, time + 1);
      return [`${time} ${content}`, place];
    }),
  );
}

/** Whether the one nameless item that has gone is the one that has come. */
function isRewritten(from: Place, to: Place, meaning: ListMeaning): boolean {
  const isNameless = ({ item }: Place): boolean => isMap(item) && keyOf(item, meaning) === undefined;
  return from.index === to.index && isNameless(from) && isNameless(to);
}

/** A longest increasing subsequence: what need not move for all to be in order. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  // Of all rises of a length, where the one with the lowest end ends, and what comes before each number in its rise.
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const number of numbers) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < number) low = middle + 1;
      else high = middle;
    }
    previous.set(number, ends[low - 1]);
    ends[low] = number;
  }
  const rise = new Set<number>();
  for (let number = ends.at(-1); number !== undefined; number = previous.get(number)) rise.add(number);
  return rise;
}
