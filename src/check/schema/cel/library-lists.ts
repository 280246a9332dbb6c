import { celFunc, CelFunc, CelInput, CelList, celMethod, CelScalar, listType } from '@bufbuild/cel';

const { BOOL, DYN, INT } = CelScalar;
const LIST = listType(DYN);

/** What the evaluator's own operators say of two values. */
export interface Operators {
  readonly equal: (a: CelInput, b: CelInput) => boolean;
  readonly less: (a: CelInput, b: CelInput) => boolean;
  readonly add: (a: CelInput, b: CelInput) => CelInput;
}

/**
 * Functions of lists.
 *
 * @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#Lists
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#Sets
 */
export function listFunctions({ equal, less, add }: Operators): readonly CelFunc[] {
  const extreme = (name: 'min' | 'max', isBetter: (a: CelInput, b: CelInput) => boolean): CelFunc =>
    celMethod(name, LIST, [], DYN, function () {
      const [first, ...others] = itemsOf(this);
      if (first === undefined) throw new Error(`${name} called on empty list`);
      return others.reduce((best, item) => (isBetter(item, best) ? item : best), first);
    });
  const has = (list: CelList, value: CelInput): boolean => itemsOf(list).some((item) => equal(item, value));
  return [
    celMethod('isSorted', LIST, [], BOOL, function () {
      const items = itemsOf(this);
      return items.every((item, i) => i === 0 || !less(item, items[i - 1]!));
    }),
    celMethod('sum', LIST, [], DYN, function () {
      const [first, ...others] = itemsOf(this);
      return first === undefined ? 0n : others.reduce(add, first);
    }),
    extreme('min', less),
    extreme('max', (a, b) => less(b, a)),
    celMethod('indexOf', LIST, [DYN], INT, function (value) {
      return BigInt(itemsOf(this).findIndex((item) => equal(item, value)));
    }),
    celMethod('lastIndexOf', LIST, [DYN], INT, function (value) {
      return BigInt(itemsOf(this).findLastIndex((item) => equal(item, value)));
    }),
    celFunc('sets.contains', [LIST, LIST], BOOL, (list, part) => itemsOf(part).every((item) => has(list, item))),
    celFunc('sets.equivalent', [LIST, LIST], BOOL, (a, b) => {
      return itemsOf(a).every((item) => has(b, item)) && itemsOf(b).every((item) => has(a, item));
    }),
    celFunc('sets.intersects', [LIST, LIST], BOOL, (a, b) => itemsOf(a).some((item) => has(b, item))),
  ];
}

function itemsOf(list: CelList): CelInput[] {
  return [...list] as CelInput[];
}
