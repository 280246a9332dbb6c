import { Json, sameJson } from '../model/json';

/** An item of two lists: kept or changed where both are there, else removed or added. */
export interface AlignedItem {
  readonly before?: Json;
  readonly after?: Json;
}

/** Beyond so many comparisons, lists are aligned item by item: fewer operations are not worth quadratic time. */
const MOST_COMPARISONS = 10_000;

/** How one list becomes another with few changes, in order. */
export function alignLists(from: readonly Json[], to: readonly Json[]): readonly AlignedItem[] {
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && sameJson(from[head]!, to[head]!)) head++;
  let tail = 0;
  while (tail < most - head && sameJson(from.at(-1 - tail)!, to.at(-1 - tail)!)) tail++;
  return [
    ...pairs(from.slice(0, head), to.slice(0, head)),
    ...alignMiddle(from.slice(head, from.length - tail), to.slice(head, to.length - tail)),
    ...pairs(from.slice(from.length - tail), to.slice(to.length - tail)),
  ];
}

/** Keeps a longest common subsequence, and pairs what stands between two kept items. */
function alignMiddle(from: readonly Json[], to: readonly Json[]): AlignedItem[] {
  // Lists of one length mostly differ inside of their items.
  if (from.length === to.length || from.length * to.length > MOST_COMPARISONS) return pairs(from, to);
  const lengths = commonLengths(from, to);
  const aligned: AlignedItem[] = [];
  let [i, j, nextI, nextJ] = [0, 0, 0, 0];
  while (nextI < from.length && nextJ < to.length) {
    if (sameJson(from[nextI]!, to[nextJ]!)) {
      aligned.push(...pairs(from.slice(i, nextI), to.slice(j, nextJ)), { before: from[nextI]!, after: to[nextJ]! });
      i = ++nextI;
      j = ++nextJ;
    } else if (lengths[nextI + 1]![nextJ]! >= lengths[nextI]![nextJ + 1]!) {
      nextI++;
    } else {
      nextJ++;
    }
  }
  return [...aligned, ...pairs(from.slice(i), to.slice(j))];
}

/** The length of a longest common subsequence of what begins at each pair of indices. */
function commonLengths(from: readonly Json[], to: readonly Json[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: from.length + 1 }, () => new Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i]![j] = sameJson(from[i]!, to[j]!)
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}

/** First with first, second with second; what is left over is removed or added. */
function pairs(from: readonly Json[], to: readonly Json[]): AlignedItem[] {
  return Array.from({ length: Math.max(from.length, to.length) }, (_, i) => ({
    ...(i < from.length && { before: from[i]! }),
    ...(i < to.length && { after: to[i]! }),
  }));
}
