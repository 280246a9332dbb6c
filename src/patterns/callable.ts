import type { ServiceReference } from '../constructs/istio/destination';
import type { ServiceAccountReference } from '../constructs/istio/workload';
import { acceptedBy, having, objectOf, optional, someOf } from '../model/props';
import { isText } from '../model/props-values';

/** What a caller may do. */
export interface CallProps {
  /** HTTP methods. @default all */
  readonly methods?: readonly string[] | undefined;
  /** Paths, exact or with a `*` at either end. @default all */
  readonly paths?: readonly string[] | undefined;
}

/** Something that applications call. */
export interface Callable {
  /** Services whose configuration the caller's proxies need. */
  readonly services: readonly ServiceReference[];
  /** Lets the caller in, by the identity that its certificate proves. */
  admit(caller: ServiceAccountReference, call?: CallProps): void;
}

export const CALL = objectOf<CallProps>({
  methods: optional(someOf(acceptedBy(checkMethod, isText, 'pass a method such as GET'))),
  paths: optional(someOf(acceptedBy(checkPathPattern, isText, 'pass a path such as /v1/*'))),
});

export const CALLABLE = having<Callable>(
  { services: 'object', admit: 'function' },
  'pass an application or an external service',
);

/** Policies compare methods letter by letter, so one that no request has would admit nobody. */
function checkMethod(method: string): void {
  if (/^[A-Z][A-Z-]*$/.test(method)) return;
  throw new RangeError(`"${method}" is no HTTP method: write it in capital letters, such as GET`);
}

/** So too paths; of a `*` they know at the ends, and as `{*}` in place of a segment. */
function checkPathPattern(path: string): void {
  if (!/^[/*]/.test(path)) throw new RangeError(`no request has the path "${path}": start it with a slash`);
  if (/[?#]/.test(path)) throw new RangeError(`the path "${path}" has a query or fragment: leave it out`);
  if (path.includes('{') || !/.\*./.test(path)) return;
  throw new RangeError(`the path "${path}" has a * that stands for itself: use {*} for one segment, {**} for several`);
}
