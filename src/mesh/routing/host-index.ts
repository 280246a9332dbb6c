import { append } from '../group';

/** Hosts with what they stand for, so that those in common with another host are found without looking at all. */
export class HostIndex<Item> {
  private readonly byHost = new Map<string, Item[]>();
  /** Hosts by each domain that they are in: what a wildcard covers. Read when the first wildcard asks. */
  private byDomain: Map<string, string[]> | undefined;

  add(host: string, item: Item): void {
    append(this.byHost, host, item);
    this.byDomain = undefined;
  }

  /** Each item with the narrower host of the two, for all hosts that have some in common with this one. */
  *inCommon(host: string): Generator<readonly [string, Item]> {
    yield* this.at(host, host);
    for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
      const wildcard = `*${host.slice(dot)}`;
      if (wildcard !== host) yield* this.at(wildcard, host);
    }
    if (host !== '*') yield* this.at('*', host);
    if (!host.startsWith('*')) return;
    for (const covered of this.below(host)) yield* this.at(covered, covered);
  }

  private *at(key: string, host: string): Generator<readonly [string, Item]> {
    for (const item of this.byHost.get(key) ?? []) yield [host, item];
  }

  private below(wildcard: string): Iterable<string> {
    if (wildcard === '*') return [...this.byHost.keys()].filter((host) => host !== '*');
    this.byDomain ??= this.readDomains();
    return this.byDomain.get(wildcard.slice(1)) ?? [];
  }

  private readDomains(): Map<string, string[]> {
    const domains = new Map<string, string[]>();
    for (const host of this.byHost.keys()) {
      // A wildcard is below those above it, not below itself.
      for (let dot = host.indexOf('.', host.startsWith('*') ? 2 : 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
        append(domains, host.slice(dot), host);
      }
    }
    return domains;
  }
}
