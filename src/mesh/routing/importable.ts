import { append } from '../group';
import { EVERYWHERE } from '../visibility';
import { HostIndex } from './host-index';
import type { EgressListener } from './sidecar-scope';

/** What the sidecars of a namespace could know of, so that a short list of imports is found without a look at all. */
export class Importable<Item extends { readonly namespace: string }> {
  private readonly byHost = new HostIndex<Item>();
  private readonly byNamespace = new Map<string, Item[]>();
  private readonly order = new Map<Item, number>();

  /** @param items in the order in which they count */
  constructor(items: Iterable<Item>, hostsOf: (item: Item) => readonly string[]) {
    for (const item of items) {
      this.order.set(item, this.order.size);
      append(this.byNamespace, item.namespace, item);
      for (const host of new Set(hostsOf(item))) this.byHost.add(host, item);
    }
  }

  /** @param isImported asked of what the lists of the listeners come near to */
  of(listeners: readonly EgressListener[], isImported: (item: Item) => boolean): Item[] {
    const found = new Set<Item>();
    for (const { imports } of listeners) {
      for (const { owner, host } of imports) {
        for (const item of this.near(owner, host)) if (!found.has(item) && isImported(item)) found.add(item);
      }
    }
    return [...found].sort((one, other) => this.order.get(one)! - this.order.get(other)!);
  }

  private *near(owner: string, host: string): Generator<Item> {
    if (host === '*') yield* owner === EVERYWHERE ? this.order.keys() : (this.byNamespace.get(owner) ?? []);
    else for (const [, item] of this.byHost.inCommon(host)) yield item;
  }
}
