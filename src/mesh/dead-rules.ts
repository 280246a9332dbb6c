import { isMap, Json, JsonMap, sameJson } from '../model/json';
import type { VirtualServiceSpec } from './specs';
import { append } from './group';

type Protocol = 'http' | 'tls' | 'tcp';

/** A rule that is never used. */
export interface DeadRule {
  readonly protocol: Protocol;
  readonly rule: number;
  readonly reason: 'behind a rule without match' | 'all matches taken';
  /** The rule without match, or the last one that has one of its matches. */
  readonly by: number;
}

/** Where a match stands. */
export interface MatchPlace {
  readonly rule: number;
  readonly match: number;
}

/** A match that is never used. */
export interface IdleMatch extends MatchPlace {
  readonly protocol: Protocol;
  readonly coveredBy: MatchPlace;
  readonly isSame: boolean;
}

type Match = JsonMap;
type Matches = readonly Match[];

const PROTOCOLS: readonly Protocol[] = ['http', 'tcp', 'tls'];

/** The rules of a virtual service that no request gets to, as far as Istio's analysis looks. */
export function* deadRules(spec: VirtualServiceSpec): Generator<DeadRule> {
  for (const protocol of PROTOCOLS) {
    // A single rule has none before it.
    if ((spec[protocol]?.length ?? 0) < 2) continue;
    const rules = matchesOf(spec, protocol);
    const ruleOfMatch = new Map<string, number>();
    let catchAll: number | undefined;
    for (const [rule, matches] of rules.entries()) {
      if (catchAll !== undefined) yield { protocol, rule, reason: 'behind a rule without match', by: catchAll };
      const owners = matches.map((match) => ownerOf(ruleOfMatch, match, rule)).filter((owner) => owner !== rule);
      if (catchAll === undefined && owners.length > 0 && owners.length === matches.length) {
        yield { protocol, rule, reason: 'all matches taken', by: Math.max(...owners) };
      }
      if (matches.length === 0) catchAll = rule;
    }
  }
}

function ownerOf(ruleOfMatch: Map<string, number>, match: Match, rule: number): number {
  const key = keyOf(match);
  const owner = ruleOfMatch.get(key) ?? rule;
  ruleOfMatch.set(key, owner);
  return owner;
}

/** The matches of a virtual service that earlier ones cover; those of rules behind a rule without match are left out. */
export function* idleMatches(spec: VirtualServiceSpec): Generator<IdleMatch> {
  for (const protocol of PROTOCOLS) {
    // Most virtual services have one match at most.
    if ((spec[protocol] ?? []).reduce((sum, { match = [] }) => sum + match.length, 0) < 2) continue;
    const rules = matchesOf(spec, protocol);
    const placeOfMatch = new Map<string, MatchPlace>();
    const covers = new Covers();
    for (const [rule, matches] of rules.entries()) {
      if (matches.length === 0) break;
      for (const [match, content] of matches.entries()) {
        const place = { rule, match };
        const key = keyOf(content);
        const same = placeOfMatch.get(key);
        const coveredBy = same ?? (protocol === 'http' ? covers.find(content) : undefined);
        if (coveredBy !== undefined) {
          yield { protocol, ...place, coveredBy, isSame: same !== undefined };
          continue;
        }
        placeOfMatch.set(key, place);
        covers.add(content, place);
      }
    }
  }
}

/** A rule of which others before it take all requests, though by other matches. */
export interface CoveredRule {
  readonly rule: number;
  /** What covers its matches, one by one; the one of a rule without match is that of everything. */
  readonly by: readonly MatchPlace[];
}

/**
 * The HTTP rules of a virtual service that earlier, wider matches leave nothing for. A rule that delegates takes what its
 * delegate has rules for, so that it covers nothing.
 */
export function* coveredRules({ http = [] }: VirtualServiceSpec): Generator<CoveredRule> {
  if (http.length < 2) return;
  const covers = new Covers();
  // What a regular expression covers, or a path in any case, is not decided: but the same it does.
  const same = new Map<string, MatchPlace>();
  for (const [rule, matches] of matchesOf({ http }, 'http').entries()) {
    const admitted = matches.length === 0 ? [{}] : matches;
    const by = admitted.map((match) => same.get(keyOf(match)) ?? covers.find(match));
    if (by.every((place) => place !== undefined)) yield { rule, by };
    else if (http[rule]!.delegate === undefined) {
      for (const [match, content] of admitted.entries()) {
        const place = { rule, match };
        same.set(keyOf(content), place);
        covers.add(content, place);
      }
    }
  }
}

/** Matches by rule, without what says nothing of the requests that they admit. */
function matchesOf(spec: VirtualServiceSpec, protocol: Protocol): Matches[] {
  return (spec[protocol] ?? []).map(({ match = [] }) =>
    (match as unknown as Matches).map((one) =>
      Object.fromEntries(Object.entries(one).filter(([field, value]) => field !== 'name' && !isDefault(value))),
    ),
  );
}

function isDefault(value: Json): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;
}

/** What a match admits, as one string. */
function keyOf(match: Match): string {
  return JSON.stringify(match);
}

interface Cover {
  readonly match: Match;
  readonly place: MatchPlace;
}

/**
 * HTTP matches by the beginning of their paths, so that those that may cover another one are found without looking at
 * all. What a regular expression covers is not decided.
 */
class Covers {
  private readonly byPrefix = new Map<string, Cover[]>();

  add({ uri = {}, ...others }: Match, place: MatchPlace): void {
    const { prefix = '', ...besides } = uri as { readonly prefix?: string };
    if (Object.keys(besides).length > 0) return;
    // Each path begins with a slash, whether a match asks for it or not.
    if (prefix === '/' || prefix === '') append(this.byPrefix, '', { match: others, place });
    else append(this.byPrefix, prefix, { match: { uri, ...others }, place });
  }

  /** The match that covers all that another one admits. */
  find(match: Match): MatchPlace | undefined {
    const { exact, prefix } = (match['uri'] ?? {}) as { readonly exact?: string; readonly prefix?: string };
    const path = exact ?? prefix ?? '';
    for (let end = 0; end <= path.length; end++) {
      for (const cover of this.byPrefix.get(path.slice(0, end)) ?? []) {
        if (asksForNoMore(cover.match, match)) return cover.place;
      }
    }
    return undefined;
  }
}

/** Fields that say nothing of what is admitted, and the path, which is compared by itself. */
const BESIDES = new Set(['ignoreUriCase', 'statPrefix', 'uri']);

/** Whether all conditions of one match, but for the path, are conditions of the other one, too. */
function asksForNoMore(one: Match, other: Match): boolean {
  // A path in any case is more than it looks.
  if (other['ignoreUriCase'] === true && one['ignoreUriCase'] !== true && one['uri'] !== undefined) return false;
  for (const field in one) {
    if (BESIDES.has(field)) continue;
    if (!implies(other[field], one[field]!)) return false;
  }
  return true;
}

/** Conditions by name, such as headers, may be more than those that are asked for. */
function implies(condition: Json | undefined, asked: Json): boolean {
  if (condition === undefined) return false;
  if (!isMap(asked) || !isMap(condition) || isStringMatch(asked)) return sameJson(condition, asked);
  return Object.entries(asked).every(
    ([name, value]) => Object.hasOwn(condition, name) && sameJson(condition[name]!, value),
  );
}

function isStringMatch(value: JsonMap): boolean {
  return ['exact', 'prefix', 'regex'].some(
    (kind) => typeof value[kind] === 'string' && Object.keys(value).length === 1,
  );
}
