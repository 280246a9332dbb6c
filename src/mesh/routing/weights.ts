/** A share of requests, in percent. */
export interface Weighted<Item> {
  readonly item: Item;
  readonly weight: number;
}

/** Shares as Envoy has them: one alone gets all, whatever its weight; of several, those without weight get none. */
export function percentages<Item extends { readonly weight?: number | undefined }>(
  items: readonly Item[],
): readonly Weighted<Item>[] {
  if (items.length === 1) return [{ item: items[0]!, weight: 100 }];
  const weighted = items.filter(({ weight = 0 }) => weight > 0);
  const total = weighted.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return weighted.map((item) => ({ item, weight: ((item.weight ?? 0) * 100) / total }));
}
