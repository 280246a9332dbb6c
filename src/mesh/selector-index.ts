import { append } from './group';
import { isEmptySelector, labelKey, Labels, selects } from './labels';

/** Something that is for the pods of a namespace that have certain labels. */
export interface Selecting<Item> {
  readonly namespace: string;
  readonly selector: Labels | undefined;
  readonly item: Item;
}

/** Finds what is for a pod without a look at what is for others. */
export class SelectorIndex<Item> {
  private readonly unselective = new Map<string, Item[]>();
  /** By the label of each selector that fewest others ask for. */
  private readonly byLabel = new Map<string, Selecting<Item>[]>();

  constructor(entries: readonly Selecting<Item>[]) {
    const asked = new Map<string, number>();
    for (const { namespace, selector = {} } of entries) {
      for (const label of Object.entries(selector)) {
        const key = labelKey(namespace, label);
        asked.set(key, (asked.get(key) ?? 0) + 1);
      }
    }
    for (const entry of entries) {
      const { namespace, selector, item } = entry;
      if (isEmptySelector(selector)) append(this.unselective, namespace, item);
      else {
        const keys = Object.entries(selector!).map((label) => labelKey(namespace, label));
        append(
          this.byLabel,
          keys.reduce((rarest, key) => (asked.get(key)! < asked.get(rarest)! ? key : rarest)),
          entry,
        );
      }
    }
  }

  /** What is for all pods of a namespace. */
  forAll(namespace: string): readonly Item[] {
    return this.unselective.get(namespace) ?? [];
  }

  /** What a namespace has for pods with labels of theirs; not what is for all. */
  selecting(namespace: string, labels: Labels): readonly Item[] {
    if (this.byLabel.size === 0) return [];
    return Object.entries(labels).flatMap((label) =>
      (this.byLabel.get(labelKey(namespace, label)) ?? [])
        .filter(({ selector }) => selects(selector, labels))
        .map(({ item }) => item),
    );
  }
}
