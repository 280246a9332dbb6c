import type { ServiceReference } from '../constructs/istio/destination';
import type { ServiceAccountReference } from '../constructs/istio/workload';

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
