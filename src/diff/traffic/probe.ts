import { HTTP_METHODS } from '../../mesh/http';
import type { JsonMap } from '../../model/json';
import type { Scope } from './scope';
import type { Sender } from './sender';

/** A request that stands for all that rules treat as they treat it. */
export interface Probe {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a token that its issuer has signed. @default no token */
  readonly claims?: JsonMap;
  /** IP address of the sender. @default nobody knows */
  readonly address?: string;
  readonly sender: Sender;
  /** What of it stands for all that no rule names. @default nothing */
  readonly others?: readonly ('method' | 'path')[];
}

/** What rules ask of a request beside its path. */
export interface Condition {
  /** @default 'GET' */
  readonly method?: string;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the question mark. @default '' */
  readonly query?: string;
  readonly claims?: JsonMap;
  readonly address?: string;
}

/** Requests that rules tell from others: each path with each condition. */
export interface Cases {
  readonly paths: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A sender and a host, with the paths and conditions at which something may change. */
export interface ProbedHost {
  readonly sender: Sender;
  /** `https://shop.example.com`. */
  readonly origin: string;
  readonly paths: Set<string>;
  /** By their JSON, so that each is there once. */
  readonly conditions: Map<string, Condition>;
  /** What one rule asks for together, by its JSON. */
  readonly together: Map<string, readonly [path: string, condition: Condition]>;
}

/**
 * Beyond it not every path is tried with every condition, but with those of its own rules: work stays linear in the number
 * of rules, and a host with that many rules has them for paths or for headers, not for both.
 */
const MOST_COMBINATIONS = 256;

/** What is asked of both sides of a diff. */
export class ProbedHosts {
  private readonly byPlace = new Map<string, ProbedHost>();

  constructor(private readonly scope: Scope) {}

  /** Undefined where nothing can have changed. */
  at(sender: Sender, origin: string): ProbedHost | undefined {
    if (!this.scope.includes(sender, origin)) return undefined;
    const place = `${JSON.stringify(sender)} ${origin}`;
    let host = this.byPlace.get(place);
    if (host === undefined) {
      const conditions = new Map([['{}', {}]]);
      host = { sender, origin, paths: new Set([ROOT]), conditions, together: new Map() };
      this.byPlace.set(place, host);
    }
    return host;
  }

  [Symbol.iterator](): Iterator<ProbedHost> {
    return this.byPlace.values();
  }
}

const ROOT = '/';

export function addCases(host: ProbedHost, { paths, conditions }: Cases): void {
  for (const path of paths) host.paths.add(path);
  for (const condition of conditions) {
    host.conditions.set(JSON.stringify(condition), condition);
    for (const path of paths) host.together.set(JSON.stringify([path, condition]), [path, condition]);
  }
}

/** Of which one has nothing in common with what rules name. */
const OTHER_PATHS = ['/any-other/path', '/zz-any-other/path', '/-any-other/path', '/~any-other/path'];

/** A path that no rule names; undefined where rules tell no paths apart. */
function otherPathOf(paths: ReadonlySet<string>): string | undefined {
  const named = [...paths].filter((path) => path !== ROOT);
  if (named.length === 0) return undefined;
  return OTHER_PATHS.find((other) => !named.some((path) => other.startsWith(path))) ?? OTHER_PATHS[0];
}

/** Each once. */
export function* probesOf(host: ProbedHost): Generator<Probe> {
  const asked = new Set<string>();
  for (const probe of allProbesOf(host)) {
    const { method, url, headers, claims, address } = probe;
    const key = JSON.stringify([method, url, headers, claims, address]);
    if (!asked.has(key)) yield probe;
    asked.add(key);
  }
}

function* allProbesOf({ sender, origin, paths, conditions, together }: ProbedHost): Generator<Probe> {
  const otherPath = otherPathOf(paths);
  const otherMethod = otherMethodOf(conditions.values());
  function* asked(path: string, condition: Condition): Generator<Probe> {
    const { method, headers = {}, query = '', claims, address } = condition;
    const others = path === otherPath ? (['path'] as const) : [];
    const probe: Probe = {
      method: method ?? 'GET',
      url: `${origin}${path}${query === '' ? '' : `?${query}`}`,
      headers,
      ...(claims !== undefined && { claims }),
      ...(address !== undefined && { address }),
      sender,
      ...(others.length > 0 && { others }),
    };
    yield probe;
    if (otherMethod === undefined || (method !== undefined && method !== 'GET')) return;
    yield { ...probe, method: otherMethod, others: [...others, 'method'] };
  }
  const allPaths = otherPath === undefined ? paths : [...paths, otherPath];
  if (paths.size * conditions.size <= MOST_COMBINATIONS) {
    for (const path of allPaths) for (const condition of conditions.values()) yield* asked(path, condition);
    return;
  }
  for (const path of allPaths) yield* asked(path, {});
  for (const condition of conditions.values()) yield* asked(ROOT, condition);
  for (const [path, condition] of together.values()) yield* asked(path, condition);
}

/** Undefined where rules tell no methods apart. */
function otherMethodOf(conditions: Iterable<Condition>): string | undefined {
  const named = new Set([...conditions].flatMap(({ method }) => method ?? []));
  if (named.size === 0) return undefined;
  return [...COMMON, ...HTTP_METHODS].find((method) => !named.has(method));
}

/** Those that change something, rather than those that hardly anybody sends. */
const COMMON = ['POST', 'PUT', 'PATCH', 'DELETE'];
