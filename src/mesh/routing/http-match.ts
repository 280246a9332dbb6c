import { isRoutingClaim, routingClaimPath } from '../http';
import { claimAt, claimMatches } from '../security/claim';
import type { HttpMatch, StringMatch } from '../virtual-service';
import { headerOf, queryParameter, RoutedRequest, someValue } from './routed-request';
import { quote, regularExpression, StringMatcher, stringMatcher } from './string-match';

interface Condition {
  holds(request: RoutedRequest): boolean;
  /** Why it does not, in words. */
  failure(request: RoutedRequest): string;
}

/** What of a match a proxy decides for each request; ports, gateways and sources are decided before. */
export class HttpMatcher {
  private constructor(private readonly conditions: readonly Condition[]) {}

  static of(match: HttpMatch): HttpMatcher {
    const conditions: Condition[] = [];
    const path = match.uri === undefined ? undefined : pathCondition(match.uri, match.ignoreUriCase ?? false);
    if (path !== undefined) conditions.push(path);
    for (const [name, value] of Object.entries(match.headers ?? {})) conditions.push(headerCondition(name, value));
    for (const [name, value] of Object.entries(match.withoutHeaders ?? {}))
      conditions.push(withoutCondition(name, value));
    if (match.method !== undefined) conditions.push(headerCondition(':method', match.method));
    if (match.authority !== undefined) conditions.push(headerCondition(':authority', match.authority));
    if (match.scheme !== undefined) conditions.push(headerCondition(':scheme', match.scheme));
    for (const [name, value] of Object.entries(match.queryParams ?? {})) conditions.push(queryCondition(name, value));
    return new HttpMatcher(conditions);
  }

  matches(request: RoutedRequest): boolean {
    for (const condition of this.conditions) if (!condition.holds(request)) return false;
    return true;
  }

  /** The first condition that a request does not fulfil. */
  failure(request: RoutedRequest): string | undefined {
    return this.conditions.find((condition) => !condition.holds(request))?.failure(request);
  }
}

/** Whether istiod takes a match for one of every request, so that it sends no rules that come after. */
export function isCatchAll({
  uri,
  headers,
  withoutHeaders,
  queryParams,
  method,
  authority,
  scheme,
}: HttpMatch): boolean {
  const isAnyPath =
    uri === undefined || (uri.exact === undefined && (uri.prefix ?? '/') === '/' && (uri.regex ?? '.*') === '.*');
  return (
    isAnyPath &&
    method === undefined &&
    authority === undefined &&
    scheme === undefined &&
    [headers, withoutHeaders, queryParams].every((map) => Object.keys(map ?? {}).length === 0)
  );
}

function pathCondition({ exact, prefix, regex }: StringMatch, ignoreCase: boolean): Condition | undefined {
  const how = ignoreCase ? ', whatever the case' : '';
  if (exact !== undefined) {
    const wanted = ignoreCase ? asciiLower(exact) : exact;
    return {
      holds: ({ path }) => (ignoreCase ? asciiLower(path) : path) === wanted,
      failure: ({ path }) => `the path ${path} is not ${exact}${how}`,
    };
  }
  if (prefix !== undefined) {
    if (prefix === '/') return undefined;
    const wanted = ignoreCase ? asciiLower(prefix) : prefix;
    return {
      holds: ({ path }) => (ignoreCase ? asciiLower(path) : path).startsWith(wanted),
      failure: ({ path }) => `the path ${path} does not start with ${prefix}${how}`,
    };
  }
  if (regex === undefined) return undefined;
  const compiled = regularExpression(regex);
  return {
    holds: ({ path }) => compiled.testExact(path),
    failure: ({ path }) => `the path ${path} is not all of /${regex}/`,
  };
}

export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const PSEUDO_HEADERS: Readonly<Record<string, string>> = {
  ':method': 'the method',
  ':authority': 'the authority',
  ':scheme': 'the scheme',
  ':path': 'the path with its query',
};

function headerCondition(name: string, match: StringMatch): Condition {
  if (isRoutingClaim(name)) return claimCondition(name, match);
  const header = name.toLowerCase();
  const matcher = stringMatcher(match);
  const words = PSEUDO_HEADERS[header] ?? `header ${header}`;
  return {
    holds: (request) => someValue(request, header, matcher.test) ?? false,
    failure: (request) => otherwise(words, headerOf(request, header), matcher),
  };
}

/** A missing header is an empty one, unless any would do. */
function withoutCondition(name: string, match: StringMatch): Condition {
  if (isRoutingClaim(name)) {
    const condition = claimCondition(name, match);
    return {
      holds: (request) => !condition.holds(request),
      failure: () => `claim ${routingClaimPath(name).join('.')} is what it must not be`,
    };
  }
  const header = name.toLowerCase();
  const matcher = stringMatcher(match);
  return {
    holds: (request) => {
      const isOne = someValue(request, header, matcher.test);
      return !(isOne ?? (!matcher.isPresence && matcher.test('')));
    },
    failure: (request) => `header ${header} is ${found(headerOf(request, header))}, which it must not be`,
  };
}

function queryCondition(name: string, match: StringMatch): Condition {
  const matcher = stringMatcher(match);
  return {
    holds: ({ query }) => {
      const value = queryParameter(query, name);
      return value !== undefined && matcher.test(value);
    },
    failure: ({ query }) => otherwise(`query parameter ${name}`, queryParameter(query, name), matcher),
  };
}

function otherwise(words: string, value: string | undefined, { isPresence, text }: StringMatcher): string {
  return `${words} is ${found(value)}${isPresence ? '' : `, not ${text}`}`;
}

function found(value: string | undefined): string {
  return value === undefined ? 'missing' : quote(value);
}

function claimCondition(name: string, match: StringMatch): Condition {
  const path = routingClaimPath(name);
  const matcher = stringMatcher(match);
  return {
    holds: ({ claims }) => claimMatches(claimAt(claims, path), matcher.test),
    failure: ({ claims }) =>
      claims === undefined
        ? `claim ${path.join('.')} is not known: the proxy took no token`
        : `claim ${path.join('.')} is not ${matcher.text}`,
  };
}
