import type { HeaderOperations } from '../traffic/answer';
import type { TrafficRequest } from '../traffic/request';
import type { HttpRule } from '../virtual-service';

type Headers = NonNullable<HttpRule['headers']>;
type Written = NonNullable<Headers['request']>;

/** What rules do to headers, and to the authority, which no header operation of a proxy's can change. */
export interface RouteHeaders {
  readonly request: HeaderOperations;
  readonly response: HeaderOperations;
  readonly authority?: string;
}

export const NO_OPERATIONS: HeaderOperations = { remove: [], set: {}, add: {} };
const NO_HEADERS: RouteHeaders = { request: NO_OPERATIONS, response: NO_OPERATIONS };

/**
 * What comes of several levels in one: all removals are first, then all that is set, the last level's winning, then all
 * that is added.
 *
 * @param levels the rule's first, then that of its only destination
 */
export function routeHeaders(...levels: (Headers | undefined)[]): RouteHeaders {
  const written = levels.filter((level) => level !== undefined);
  if (written.length === 0) return NO_HEADERS;
  const authority = written.map(({ request }) => authorityOf(request)).find((value) => value !== undefined);
  return {
    request: operations(written.map(({ request }) => request)),
    response: operations(written.map(({ response }) => response)),
    ...(authority !== undefined && { authority }),
  };
}

function operations(levels: readonly (Written | undefined)[]): HeaderOperations {
  const remove = new Set<string>();
  const set = new Map<string, string>();
  const add = new Map<string, string>();
  for (const level of levels) {
    for (const name of level?.remove ?? []) if (!isReserved(name)) remove.add(name.toLowerCase());
    for (const [name, value] of headersOf(level?.set)) set.set(name, value);
    for (const [name, value] of headersOf(level?.add)) {
      const before = add.get(name);
      add.set(name, before === undefined ? value : `${before},${value}`);
    }
  }
  if (remove.size + set.size + add.size === 0) return NO_OPERATIONS;
  return { remove: [...remove], set: Object.fromEntries(set), add: Object.fromEntries(add) };
}

function headersOf(headers: Readonly<Record<string, string>> = {}): (readonly [string, string])[] {
  return Object.entries(headers)
    .filter(([name]) => !isReserved(name))
    .map(([name, value]) => [name.toLowerCase(), value]);
}

/** istiod leaves these out, since Envoy would refuse them. */
function isReserved(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}

function authorityOf(request: Written | undefined): string | undefined {
  return authorityIn(request?.set) ?? authorityIn(request?.add);
}

function authorityIn(headers: Readonly<Record<string, string>> = {}): string | undefined {
  const value = Object.entries(headers).find(([name]) => [':authority', 'host'].includes(name.toLowerCase()))?.[1];
  return value === '' ? undefined : value;
}

/** The headers of a request. */
export type CarriedHeaders = Pick<TrafficRequest, 'headers' | 'repeatedHeaders'>;

/** The headers that a proxy hands on: what it adds to a header comes beside it. */
export function applyOperations(
  { headers: before, repeatedHeaders: repeatedBefore = NONE_REPEATED }: CarriedHeaders,
  operations: HeaderOperations,
): Required<CarriedHeaders> {
  if (isWithoutOperations(operations)) return { headers: before, repeatedHeaders: repeatedBefore };
  const { remove, set, add } = operations;
  const headers: Record<string, string> = { ...before };
  const repeatedHeaders: Record<string, readonly string[]> = { ...repeatedBefore };
  for (const name of [...remove, ...Object.keys(set)]) {
    Reflect.deleteProperty(headers, name);
    Reflect.deleteProperty(repeatedHeaders, name);
  }
  Object.assign(headers, set);
  for (const [name, value] of Object.entries(add)) {
    const present = Object.hasOwn(headers, name) ? (repeatedHeaders[name] ?? [headers[name]!]) : [];
    const values = [...present, value];
    headers[name] = joinValues(name, values);
    if (values.length > 1 && !isJoined(name)) repeatedHeaders[name] = values;
  }
  return { headers, repeatedHeaders };
}

const NONE_REPEATED: NonNullable<CarriedHeaders['repeatedHeaders']> = {};

/** Values of a header that comes several times, each by itself; undefined for any other. */
export function repeatedValues(
  { repeatedHeaders = NONE_REPEATED }: Pick<CarriedHeaders, 'repeatedHeaders'>,
  name: string,
): readonly string[] | undefined {
  return Object.hasOwn(repeatedHeaders, name) ? repeatedHeaders[name] : undefined;
}

/** Headers of which Envoy keeps one entry, whatever comes. */
const JOINED: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cache-control',
  'content-type',
  'cookie',
  'origin',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
]);

/** Whether values of a header are one for proxies. */
export function isJoined(name: string): boolean {
  return JOINED.has(name);
}

export function joinValues(name: string, values: readonly string[]): string {
  return values.join(name === 'cookie' ? '; ' : ',');
}

export function isWithoutOperations({ remove, set, add }: HeaderOperations): boolean {
  return remove.length === 0 && Object.keys(set).length === 0 && Object.keys(add).length === 0;
}

/** What comes of operations after others. */
export function composeOperations(first: HeaderOperations, second: HeaderOperations): HeaderOperations {
  if (isWithoutOperations(first)) return second;
  if (isWithoutOperations(second)) return first;
  const gone = new Set([...second.remove, ...Object.keys(second.set)]);
  const kept = (headers: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.has(name)));
  const add = kept(first.add);
  for (const [name, value] of Object.entries(second.add)) {
    add[name] = add[name] === undefined ? value : `${add[name]},${value}`;
  }
  return {
    remove: [...new Set([...first.remove, ...second.remove])],
    set: { ...kept(first.set), ...second.set },
    add,
  };
}
