import type { Scope } from './scope';
import type { Sender } from './sender';

/** A request that stands for all that rules treat as they treat it. */
export interface Probe {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sender: Sender;
}

/** What rules ask of a request beside its path. */
export interface Condition {
  /** @default 'GET' */
  readonly method?: string;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the question mark. @default '' */
  readonly query?: string;
}

/** A sender and a host, with the paths and conditions at which something may change. */
export interface ProbedHost {
  readonly sender: Sender;
  /** `https://shop.example.com`. */
  readonly origin: string;
  readonly paths: Set<string>;
  /** By their JSON, so that each is there once. */
  readonly conditions: Map<string, Condition>;
}

/**
 * Beyond it not every path is tried with every condition: work stays linear in the number of rules, and a host with that
 * many rules has them for paths or for headers, not for both.
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
      host = { sender, origin, paths: new Set(['/']), conditions: new Map([['{}', {}]]) };
      this.byPlace.set(place, host);
    }
    return host;
  }

  [Symbol.iterator](): Iterator<ProbedHost> {
    return this.byPlace.values();
  }
}

export function addCondition({ conditions }: ProbedHost, { method, ...others }: Condition): void {
  const condition = method === undefined || method === 'GET' ? others : { method, ...others };
  conditions.set(JSON.stringify(condition), condition);
}

export function* probesOf({ sender, origin, paths, conditions }: ProbedHost): Generator<Probe> {
  const probe = (path: string, { method = 'GET', headers = {}, query = '' }: Condition): Probe => {
    const url = `${origin}${path}${query === '' ? '' : `?${query}`}`;
    return { method, url, headers, sender };
  };
  if (paths.size * conditions.size <= MOST_COMBINATIONS) {
    for (const path of paths) for (const condition of conditions.values()) yield probe(path, condition);
    return;
  }
  for (const path of paths) yield probe(path, {});
  for (const condition of conditions.values()) yield probe('/', condition);
}
