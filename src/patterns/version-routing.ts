import type { ServiceReference } from '../constructs/istio/destination';
import type { DestinationRule, Subset } from '../constructs/istio/destination-rule';
import type { GatewayHost } from '../constructs/istio/gateway';
import type { HttpMatch, IDelegate, WeightedDestination } from '../constructs/istio/virtual-service';
import type { Percent } from '../model/percent';
import { acceptedBy, isPlainObject, objectOf, PropCheck } from '../model/props';
import { TEXT } from '../model/props-values';

/** Requests that go to one version, whatever the shares. */
export interface HeaderRoute {
  /** Names the route, for rate limits and metrics. */
  readonly name: string;
  /** All of the headers have to match. */
  readonly headers: NonNullable<HttpMatch['headers']>;
  /** Name of the version. */
  readonly subset: string;
}

export const CHOOSING_HEADERS: PropCheck<HeaderRoute['headers']> = acceptedBy<HeaderRoute['headers']>(
  checkHeaders,
  isPlainObject,
  "pass headers such as { 'x-version': { exact: 'v2' } }",
);

function checkHeaders(headers: object): void {
  if (Object.keys(headers).length > 0) return;
  throw new RangeError('without a header it would take all requests: name at least one');
}

export const HEADER_ROUTE = objectOf<HeaderRoute>({ name: TEXT, headers: CHOOSING_HEADERS, subset: TEXT });

/** How the versions of an application share its requests. */
export interface VersionRouting {
  /** The versions by name, each with the labels of its pods. */
  readonly subsets: Readonly<Record<string, Subset>>;
  /** The first that matches decides. */
  readonly headerRoutes: readonly HeaderRoute[];
  /** Shares of all other requests. */
  readonly shares: (rule: DestinationRule) => readonly WeightedDestination[];
  /** Version that gets copies of requests, besides those of `mirrors`. @default none */
  readonly mirror?:
    | {
        /** Name of the version. */
        readonly subset: string;
        /** Share of the requests of which it gets copies. */
        readonly percentage: Percent;
      }
    | undefined;
  /** For people who look at the routes. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether a controller moves the shares, so that they get a virtual service of their own. @default false: Git has them */
  readonly isControlled?: boolean | undefined;
}

/** Routes that a controller makes, in place of objects of ours. */
export interface ControlledRoutes {
  /** What writes the routes, as errors name it. */
  readonly controller: string;
  /** What callers' proxies need to know of. */
  readonly services: readonly ServiceReference[];
  /** Serves a whole host of a gateway. */
  bindHost(host: GatewayHost): void;
  /** The routes, for hosts that applications share. */
  asDelegate(): IDelegate;
}
