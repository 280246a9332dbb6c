import type { HeaderOperations } from '../traffic/answer';
import type { HttpRule } from '../virtual-service';
import { milliseconds } from './duration';
import { NO_OPERATIONS } from './header-operations';
import type { RoutedRequest } from './routed-request';
import { type StringMatcher, stringMatcher } from './string-match';

type CorsPolicy = NonNullable<HttpRule['corsPolicy']>;

const ORIGIN = 'access-control-allow-origin';
const METHODS = 'access-control-allow-methods';
const HEADERS = 'access-control-allow-headers';
const CREDENTIALS = 'access-control-allow-credentials';
const EXPOSED = 'access-control-expose-headers';
const MAX_AGE = 'access-control-max-age';

/** What a proxy tells browsers of other origins, where a rule forwards requests; rules that answer themselves have no say. */
export class Cors {
  private readonly origins: readonly StringMatcher[];

  constructor(private readonly policy: CorsPolicy) {
    const { allowOrigins, allowOrigin = [] } = policy;
    this.origins = (allowOrigins ?? allowOrigin.map((exact) => ({ exact }))).map((match) => stringMatcher(match));
  }

  /** Headers of the proxy's own answer, where a browser asks whether it may send another request; else undefined. */
  preflight(request: RoutedRequest): HeaderOperations | undefined {
    const { method, headers } = request;
    const { origin = '', 'access-control-request-method': asked = '' } = headers;
    if (method !== 'OPTIONS' || origin === '' || asked === '') return undefined;
    if (!this.isAllowed(origin) && this.policy.unmatchedPreflights !== 'IGNORE') return undefined;
    const { allowCredentials = false, allowMethods = [], allowHeaders = [], maxAge } = this.policy;
    const age = milliseconds(maxAge);
    return {
      ...NO_OPERATIONS,
      set: {
        ...(allowCredentials && { [CREDENTIALS]: 'true' }),
        ...(allowMethods.length > 0 && { [METHODS]: listed(allowMethods, asked) }),
        ...(allowHeaders.length > 0 && {
          [HEADERS]: listed(allowHeaders, headers['access-control-request-headers'] ?? ''),
        }),
        ...(age !== undefined && { [MAX_AGE]: String(Math.trunc(age / 1000)) }),
        ...this.answer(request).set,
      },
    };
  }

  /** What is added to all answers, so that a browser of an allowed origin may read them. */
  answer({ headers: { origin = '' } }: RoutedRequest): HeaderOperations {
    if (origin === '' || !this.isAllowed(origin)) return NO_OPERATIONS;
    const { allowCredentials = false, exposeHeaders = [] } = this.policy;
    return {
      ...NO_OPERATIONS,
      set: {
        [ORIGIN]: origin,
        ...(allowCredentials && { [CREDENTIALS]: 'true' }),
        ...(exposeHeaders.length > 0 && { [EXPOSED]: exposeHeaders.join(',') }),
      },
    };
  }

  /** What takes `*` takes every origin. */
  private isAllowed(origin: string): boolean {
    return this.origins.some((matcher) => matcher.test('*') || matcher.test(origin));
  }
}

/** `*` alone allows what is asked for. */
function listed(allowed: readonly string[], asked: string): string {
  return allowed.length === 1 && allowed[0] === '*' ? asked : allowed.join(',');
}
