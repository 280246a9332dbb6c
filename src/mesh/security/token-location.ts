import type { RequestAuthenticationSpec } from '../specs';

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** Where a rule finds tokens. */
export type TokenLocation =
  | { readonly type: 'header'; readonly name: string; readonly prefix: string }
  | { readonly type: 'parameter'; readonly name: string }
  | { readonly type: 'cookie'; readonly name: string };

export interface FoundToken {
  readonly text: string;
  readonly location: TokenLocation;
}

const DEFAULT: readonly TokenLocation[] = [
  { type: 'header', name: 'authorization', prefix: 'Bearer ' },
  { type: 'parameter', name: 'access_token' },
];

/** The locations of a rule, in the order in which proxies look. Without any, the usual ones. */
export function locationsOf({
  fromHeaders = [],
  fromParams = [],
  fromCookies = [],
}: JwtRule): readonly TokenLocation[] {
  const written: readonly TokenLocation[] = [
    ...fromHeaders
      .map(({ name, prefix = '' }) => ({ type: 'header' as const, name: name.toLowerCase(), prefix }))
      .sort((one, other) => compare(one.name + one.prefix, other.name + other.prefix)),
    ...[...fromParams].sort(compare).map((name) => ({ type: 'parameter' as const, name })),
    ...[...fromCookies].sort(compare).map((name) => ({ type: 'cookie' as const, name })),
  ];
  return written.length === 0 ? DEFAULT : written;
}

export function findTokens(
  locations: readonly TokenLocation[],
  headers: Readonly<Record<string, string>>,
  query: string,
): readonly FoundToken[] {
  return locations.flatMap((location) => {
    const text = tokenAt(location, headers, query);
    return text === undefined ? [] : [{ text, location }];
  });
}

function tokenAt(
  location: TokenLocation,
  headers: Readonly<Record<string, string>>,
  query: string,
): string | undefined {
  switch (location.type) {
    case 'header':
      return Object.hasOwn(headers, location.name)
        ? afterPrefix(headers[location.name]!.trim(), location.prefix)
        : undefined;
    case 'parameter':
      return parametersOf(query).find(([name]) => name === location.name)?.[1];
    case 'cookie':
      return cookieOf(headers['cookie'] ?? '', location.name);
  }
}

/** What follows the prefix, wherever that is, from the first character that a token can have. */
function afterPrefix(value: string, prefix: string): string | undefined {
  if (prefix === '') return value;
  const start = value.indexOf(prefix);
  if (start < 0) return undefined;
  const rest = value.slice(start + prefix.length);
  const first = rest.search(/[\w.-]/);
  return first < 0 ? value : rest.slice(first);
}

function cookieOf(cookies: string, name: string): string | undefined {
  for (const cookie of cookies.split(';')) {
    const equals = cookie.indexOf('=');
    if (equals < 0 || cookie.slice(0, equals).trim() !== name) continue;
    const value = cookie.slice(equals + 1).trim();
    return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  }
  return undefined;
}

function parametersOf(query: string): readonly (readonly [name: string, value: string])[] {
  if (query === '') return [];
  return query.split('&').map((parameter) => {
    const equals = parameter.indexOf('=');
    if (equals < 0) return [decode(parameter), ''];
    return [decode(parameter.slice(0, equals)), decode(parameter.slice(equals + 1))];
  });
}

/** What proxies leave of a query that had a token: the other parameters, decoded, by name. */
export function withoutParameter(query: string, name: string): string {
  return parametersOf(query)
    .filter(([other]) => other !== name)
    .sort(([one], [other]) => compare(one, other))
    .map(([other, value]) => `${other}=${value}`)
    .join('&');
}

/** Percent signs that no two hexadecimal digits follow stay. */
function decode(text: string): string {
  return text.includes('%')
    ? Buffer.from(
        text.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString()
    : text;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
