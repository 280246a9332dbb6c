import type { HttpRule } from '../virtual-service';
import type { RoutedRequest } from './routed-request';
import { stringMatcher } from './string-match';

type CorsPolicy = NonNullable<HttpRule['corsPolicy']>;

/** Whether a proxy answers a request itself, as the one by which a browser asks whether it may send another. */
export function answersPreflight(policy: CorsPolicy, { method, headers }: RoutedRequest): boolean {
  const { origin = '', 'access-control-request-method': asked = '' } = headers;
  if (method !== 'OPTIONS' || origin === '' || asked === '') return false;
  return policy.unmatchedPreflights === 'IGNORE' || isAllowed(policy, origin);
}

function isAllowed({ allowOrigins, allowOrigin = [] }: CorsPolicy, origin: string): boolean {
  return allowOrigins === undefined
    ? allowOrigin.includes(origin)
    : allowOrigins.some((match) => stringMatcher(match).test(origin));
}
