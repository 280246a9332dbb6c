import { groupBy } from '../mesh/group';

/** Those that differ in one list only become one, which has all that is in their lists, each once. */
export function merged<Item extends Readonly<Record<Field, readonly unknown[]>>, Field extends string>(
  all: readonly Item[],
  field: Field,
): readonly Item[] {
  const groups = groupBy(all, (one) => JSON.stringify({ ...one, [field]: undefined }));
  return Array.from(groups.values(), (group) => {
    const entries = group.flatMap((one) => one[field]);
    return { ...group[0]!, [field]: [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()] };
  });
}
