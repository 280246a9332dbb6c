import type { ServiceReference } from '../constructs/istio/destination';
import type { ServiceAccountReference } from '../constructs/istio/workload';
import { having, objectOf, optional, someOf } from '../model/props';
import { TEXT } from '../model/props-values';

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

export const CALL = objectOf<CallProps>({ methods: optional(someOf(TEXT)), paths: optional(someOf(TEXT)) });

export const CALLABLE = having<Callable>(
  { services: 'object', admit: 'function' },
  'pass an application or an external service',
);
