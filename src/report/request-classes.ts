import type { Probe } from '../diff/traffic/probe';
import { joinedByAnd, listed } from './listed';
import { merged } from './merged';

/** Requests in words: each method with each path, under each condition. */
export interface RequestClass {
  readonly methods: readonly string[];
  /** With the query. */
  readonly paths: readonly string[];
  /** `with x-canary: true`; empty where nothing else is asked for. */
  readonly conditions: readonly string[];
}

export function requestClass({ method, url, headers, claims, address, others = [] }: Probe): RequestClass {
  const { host, pathname, search } = new URL(url);
  const asked = [
    ...Object.entries(headers)
      // Policies ask for the host as for a header, and the URL says it.
      .filter(([name, value]) => name !== 'host' || value !== host)
      .map(([name, value]) => `${name}: ${value}`),
    ...(claims === undefined ? [] : [`a token of ${JSON.stringify(claims)}`]),
  ];
  const condition = [
    ...(address === undefined ? [] : [`from ${address}`]),
    ...(asked.length === 0 ? [] : [`with ${asked.join(', ')}`]),
  ];
  return {
    methods: [others.includes('method') ? `any other method (${method})` : method],
    paths: [`${others.includes('path') ? 'any other path' : pathname}${search}`],
    conditions: [condition.join(' ')],
  };
}

/** Beyond so many, conditions that change nothing are counted. */
const MOST_CONDITIONS = 1;

/**
 * What is asked for with and without conditions is told once, and so are methods and paths that have the same:
 * `GET and PUT /, /v1 and below (also with x-canary: true); POST /v1`.
 *
 * @param most paths that are told, beyond which they are counted. @default all, each by itself
 */
export function classesText(classes: readonly RequestClass[], most?: number): string {
  let all = classes;
  for (const field of ['conditions', 'methods', 'paths'] as const) all = merged(all, field);
  const texts = all.map(({ methods, paths, conditions }) => {
    const what = `${joinedByAnd(methods)} ${listed(most === undefined ? paths : folded(paths), most ?? Infinity)}`;
    const own = conditions.filter((condition) => condition !== '');
    if (own.length === 0) return what;
    if (own.length === conditions.length) return `${what} ${listed(own, most ?? Infinity)}`;
    const shortest = own.sort((one, other) => one.length - other.length);
    return `${what} (also ${listed(shortest, most === undefined ? Infinity : MOST_CONDITIONS)})`;
  });
  return listed(texts, most ?? Infinity, '; ');
}

/** A path stands for what is below it where what stands for that is there, too: `/x` for all that a prefix takes. */
function folded(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  const below = (path: string): string => (path.endsWith('/') ? `${path}x` : `${path}/x`);
  const parents = new Set(paths.filter((path) => path !== '/' && all.has(below(path))));
  const isTold = (path: string): boolean =>
    ['/x', 'x', '/'].some((end) => path.endsWith(end) && parents.has(path.slice(0, -end.length)));
  return paths.filter((path) => !isTold(path)).map((path) => (parents.has(path) ? `${path} and below` : path));
}
