import fc from 'fast-check';
import { externalHost, publicHost } from '../arena';

// Few words, so that requests meet what rules ask for, and words beside them that differ in what rules may overlook.

export const PATHS: readonly string[] = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/a/b/',
  '/ab',
  '/v1',
  '/v1/items',
  '/v1/items/7',
  '/v1/items/x',
];

/** Ways to write the same paths, or nearly the same. */
export const ODD_PATHS: readonly string[] = [
  '/A',
  '/A/B',
  '//a',
  '/a//b',
  '/%61',
  '/a%2Fb',
  '/a%2fb',
  '/a/./b',
  '/a/../ab',
  '/a/%2e%2e/ab',
  '/a;x=1',
  '/a+b',
  '/V1/Items/7',
  '/v1/items/',
  '/v1/items//7',
  '/caf%C3%A9',
  '/a%20b',
  '/a\\b',
  '/a/..',
  '/a%3Fq=1',
];

export const QUERIES: readonly string[] = [
  '',
  '',
  '',
  '?',
  '?q=1',
  '?q=2',
  '?q=',
  '?q',
  '?q=1&page=2',
  '?page=2&q=12',
  '?q=2&q=1',
  '?q=1&q=2&q=12',
  '?&q=1',
  '?q=%31',
  '?Q=1',
  '?q=a%20b',
  '?q=a+b',
];

/** Each with strings that it takes. */
export const REGEXES: ReadonlyMap<string, readonly string[]> = new Map([
  ['/a/.*', ['/a/', '/a/b']],
  ['/v1/items/[0-9]+', ['/v1/items/7', '/v1/items/42']],
  ['/(a|ab)', ['/a', '/ab']],
  ['(?i)/a', ['/a', '/A']],
  ['.*b$', ['/a/b', '/ab']],
  ['^/v1', ['/v1']],
  ['/a.b', ['/a/b']],
  ['/a/?', ['/a', '/a/']],
]);

export const VALUES: readonly string[] = ['alice', 'bob', 'Alice', 'alice b', '', '1', '2', '12'];

export const VALUE_REGEXES: ReadonlyMap<string, readonly string[]> = new Map([
  ['al.*', ['alice', 'alice b']],
  ['[a-z]+', ['bob', 'alice']],
  ['alice|1', ['alice', '1']],
  ['(?i)ALICE', ['alice', 'Alice']],
  ['[0-9]+', ['1', '12']],
  ['.*', ['', 'bob']],
]);

/** Of the header that a browser has all cookies in. */
export const COOKIE_REGEXES: ReadonlyMap<string, readonly string[]> = new Map([
  ['^(.*?;)?(user=alice)(;.*)?$', ['user=alice', 'user=alice; lang=en', 'a=1;user=alice']],
  ['.*user=alice.*', ['user=alice', 'lang=en; user=alice', 'other-user=alice2']],
  ['^(.*; )?canary=(1|true)(; .*)?$', ['canary=1', 'lang=en; canary=true']],
]);

/** Of pages whose scripts send requests. */
export const ORIGINS: readonly string[] = ['https://a.test', 'https://b.test', 'http://a.test'];

/** Of requests, in matches. */
export const HEADERS: readonly string[] = ['x-user', 'x-flag', 'x-mark'];
export const PARAMETERS: readonly string[] = ['q', 'page'];
export const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

/** A part of an object. */
export type Part = Readonly<Record<string, unknown>>;

export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

export function pathMatch(): fc.Arbitrary<StringMatch> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ prefix: fc.constantFrom(...PATHS) }) },
    { weight: 2, arbitrary: fc.record({ exact: fc.constantFrom(...PATHS) }) },
    { weight: 2, arbitrary: fc.record({ regex: fc.constantFrom(...REGEXES.keys()) }) },
    { weight: 1, arbitrary: fc.record({ prefix: fc.constantFrom(...ODD_PATHS) }) },
    { weight: 1, arbitrary: fc.record({ exact: fc.constantFrom(...ODD_PATHS) }) },
  );
}

export function valueMatch(): fc.Arbitrary<StringMatch> {
  const value = fc.constantFrom(...VALUES.filter((one) => one !== ''));
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ exact: value }) },
    { weight: 1, arbitrary: fc.record({ prefix: value }) },
    { weight: 2, arbitrary: fc.record({ regex: fc.constantFrom(...VALUE_REGEXES.keys()) }) },
  );
}

/** Some of the fields, at least as many as `minimum`. */
export function some(
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  minimum: number,
  maximum: number,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc
    .subarray(Object.keys(fields), { minLength: minimum, maxLength: maximum })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fields[name]!]))));
}

/** The value in one of so many cases, else nothing. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, cases: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: cases - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** The names that one of the meshes has to itself. */
export interface Names {
  readonly slice: number;
  /** Names of services, of the namespaces `shop` and `stock`. */
  readonly web: string;
  readonly items: string;
  readonly webHost: string;
  readonly itemsHost: string;
  /** Of the gateways that it may have, as virtual services name them. */
  readonly gateways: readonly string[];
}

export function namesOf(slice: number): Names {
  const [web, items] = [`web-${slice}`, `items-${slice}`];
  return {
    slice,
    web,
    items,
    webHost: `${web}.shop.svc.cluster.local`,
    itemsHost: `${items}.stock.svc.cluster.local`,
    gateways: [`istio-system/front-${slice}`, `shop/side-${slice}`],
  };
}

export function publicHosts({ slice }: Names, names: readonly string[]): readonly string[] {
  return names.map((name) => publicHost(slice, name));
}

export function externalHosts({ slice }: Names, names: readonly string[]): readonly string[] {
  return names.map((name) => externalHost(slice, name));
}
