import type { TrafficOfSets } from '../diff/traffic/sets';

type Change = TrafficOfSets['traffic'][number];

/** Where plain HTTP is only sent on to a host that comes, or goes, for the same senders, it need not be told. */
export class RedirectedHosts {
  private readonly exposed: ReadonlySet<string>;
  private readonly reached: ReadonlySet<string>;

  constructor(changes: readonly Change[]) {
    this.exposed = new Set(changes.map((change) => keyOf(change)));
    this.reached = new Set(changes.flatMap((change) => targetOf(change) ?? []));
  }

  /** Whether all of it is a redirect to a host that is told. */
  isRedirect(change: Change): boolean {
    const target = targetOf(change);
    return target !== undefined && this.exposed.has(target);
  }

  /** Whether plain HTTP comes, or goes, together with it. */
  isReached(change: Change): boolean {
    return this.reached.has(keyOf(change));
  }
}

/** Key of the host that it redirects to, or did; undefined where it does not, and where it stays. */
function targetOf(change: Change): string | undefined {
  const { exposure, origin, before, after } = change;
  if (exposure === undefined || !origin.startsWith('http:')) return undefined;
  const { outcome, rewrite } = exposure === 'reachable' || exposure === 'allowed' ? after : before;
  if (outcome !== 'redirect' || rewrite?.location === undefined) return undefined;
  const to = new URL(rewrite.location, origin);
  return to.protocol === 'https:' && to.hostname === new URL(origin).hostname
    ? keyOf({ ...change, origin: to.origin })
    : undefined;
}

function keyOf({ set, from, origin, exposure }: Change): string {
  return JSON.stringify([set, from, origin, exposure]);
}
