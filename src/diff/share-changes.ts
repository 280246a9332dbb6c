import type { KubernetesObject, Kind } from '../model/identity';
import { isList, isMap, Json, JsonMap } from '../model/json';
import type { Destination, ShareChange } from './change';
import { Fingerprints } from './fingerprints';
import { labelOf } from './field-changes';
import type { ListMeanings } from './list-meaning';
import { matchItems } from './list-matching';

/** How a kind says which share of what a rule matches goes where. */
interface Dialect {
  /** Fields of `spec` that are lists of rules. */
  readonly rules: readonly string[];
  /** The field of a rule that lists destinations. */
  readonly route: string;
  readonly destinationOf: (entry: JsonMap) => Destination | undefined;
  /** Of an entry that says none, among so many. */
  readonly defaultWeight: (entries: number) => number;
}

const ISTIO: Dialect = {
  rules: ['http', 'tls', 'tcp'],
  route: 'route',
  destinationOf: ({ destination = null }) => {
    if (!isMap(destination)) return undefined;
    const { host, subset, port = null } = destination;
    return destinationFrom(host, subset, isMap(port) ? port['number'] : undefined);
  },
  // A single destination gets everything; of several, one without a weight gets nothing.
  defaultWeight: (entries) => (entries === 1 ? 1 : 0),
};

const GATEWAY_API: Dialect = {
  rules: ['rules'],
  route: 'backendRefs',
  destinationOf: ({ namespace, name, port }) => {
    const isElsewhere = typeof namespace === 'string' && typeof name === 'string';
    return destinationFrom(isElsewhere ? `${namespace}/${name}` : name, undefined, port);
  },
  defaultWeight: () => 1,
};

function destinationFrom(
  host: Json | undefined,
  subset: Json | undefined,
  port: Json | undefined,
): Destination | undefined {
  if (typeof host !== 'string') return undefined;
  return {
    host,
    ...(typeof subset === 'string' && { subset }),
    ...(typeof port === 'number' && { port }),
  };
}

export function dialectOf({ group, kind }: Kind): Dialect | undefined {
  if (group === 'networking.istio.io' && kind === 'VirtualService') return ISTIO;
  return group === 'gateway.networking.k8s.io' && kind.endsWith('Route') ? GATEWAY_API : undefined;
}

/** What the weights of two versions of an object mean, where they mean something else, rule by rule. */
export function shareChanges(
  before: KubernetesObject,
  after: KubernetesObject,
  kind: Kind,
  lists: ListMeanings,
): readonly ShareChange[] {
  const dialect = dialectOf(kind);
  const [specBefore, specAfter] = [before['spec'] ?? null, after['spec'] ?? null] as [Json, Json];
  if (dialect === undefined || !isMap(specBefore) || !isMap(specAfter)) return [];
  return dialect.rules.flatMap((field) => {
    const [from, to] = [listOf(specBefore, field), listOf(specAfter, field)];
    const meaning = lists(`spec.${field}`);
    const fingerprints = new Fingerprints(lists);
    const { matches } = matchItems(from, to, meaning, (rule) => fingerprints.of(rule, `spec.${field}`));
    return matches.flatMap((match) => {
      const was = sharesOf(from[match.from]!, `/spec/${field}/${match.from}`, dialect);
      const will = sharesOf(to[match.to]!, `/spec/${field}/${match.to}`, dialect);
      const path = `spec.${field}[${labelOf(to, match.to, meaning)}]`;
      return changedShares(was, will).map((change) => ({ path, ...change }));
    });
  });
}

/**
 * What the weights of an object mean that comes, by its rules: from nothing to their shares. Those of one that goes are told
 * the other way around.
 */
export function wholeShares(
  object: KubernetesObject,
  change: 'added' | 'removed',
  kind: Kind,
  lists: ListMeanings,
): readonly ShareChange[] {
  const dialect = dialectOf(kind);
  const spec = (object['spec'] ?? null) as Json;
  if (dialect === undefined || !isMap(spec)) return [];
  return dialect.rules.flatMap((field) => {
    const rules = listOf(spec, field);
    const meaning = lists(`spec.${field}`);
    return rules.flatMap((rule, index) => {
      const path = `spec.${field}[${labelOf(rules, index, meaning)}]`;
      const shares = sharesOf(rule, `/spec/${field}/${index}`, dialect);
      const nothing = new Map<string, Share>();
      const changes = change === 'added' ? changedShares(nothing, shares) : changedShares(shares, nothing);
      return changes.map((one) => ({ path, ...one }));
    });
  });
}

function listOf(map: JsonMap, field: string): readonly Json[] {
  const value = Object.hasOwn(map, field) ? map[field]! : [];
  return isList(value) ? value : [];
}

interface Share {
  readonly destination: Destination;
  readonly pointer: string;
  readonly weight: number;
  readonly percent: number;
}

/** By destination. */
function sharesOf(rule: Json, pointer: string, dialect: Dialect): ReadonlyMap<string, Share> {
  const shares = new Map<string, Share>();
  const entries = isMap(rule) ? listOf(rule, dialect.route) : [];
  const weights = entries.map((entry) => {
    const weight = isMap(entry) ? entry['weight'] : undefined;
    return typeof weight === 'number' ? weight : dialect.defaultWeight(entries.length);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, entry] of entries.entries()) {
    const destination = isMap(entry) ? dialect.destinationOf(entry) : undefined;
    if (destination === undefined) continue;
    const key = JSON.stringify(destination);
    const first = shares.get(key);
    const weight = weights[index]! + (first?.weight ?? 0);
    shares.set(key, {
      destination,
      pointer: first?.pointer ?? `${pointer}/${dialect.route}/${index}`,
      weight,
      percent: total === 0 ? 0 : rounded((weight / total) * 100),
    });
  }
  return shares;
}

/** Thirds are as good as the same, however they are written. */
function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}

function changedShares(
  before: ReadonlyMap<string, Share>,
  after: ReadonlyMap<string, Share>,
): Omit<ShareChange, 'path'>[] {
  const changes = [...new Map([...before, ...after])].map(([key, { destination }]) => {
    const [was, will] = [before.get(key), after.get(key)];
    return {
      destination,
      ...(was !== undefined && { from: was.pointer }),
      ...(will !== undefined && { to: will.pointer }),
      before: was?.percent ?? 0,
      after: will?.percent ?? 0,
    };
  });
  return changes.filter((change) => change.before !== change.after);
}
