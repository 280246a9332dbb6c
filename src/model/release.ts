import { listOf, objectOf, oneOf, optional, PropCheck, variantsOf } from './props';
import { TEXT, WEIGHT } from './props-values';

/** A service of which a canary version may get a share of the traffic. */
export interface CanaryRelease {
  /** A new version gets a growing share of the requests. */
  readonly strategy: 'canary';
  /** Value of the version label of the pods that serve everybody. */
  readonly stable: string;
  /** @default none is rolled out: the stable version gets everything */
  readonly canary?:
    | {
        /** Value of the version label of the pods that are tried. */
        readonly version: string;
        /** Share of the traffic in whole percent, 0 to 100. */
        readonly weight: number;
        /** Shares that the rollout goes through, ascending; everything follows the last. @default 10, 50 */
        readonly steps?: readonly number[] | undefined;
      }
    | undefined;
  /**
   * Version of the last canary, whose subset is still there: proxies may not have heard yet that no route refers to it.
   * @default none
   */
  readonly retiring?: string | undefined;
}

/** One of the two sets of pods of a blue-green application. */
export type Colour = 'blue' | 'green';

/** A service of which two versions run side by side, one of them active. */
export interface BlueGreenRelease {
  /** All requests move from one version to the other at once. */
  readonly strategy: 'blue-green';
  /** The colour that gets the traffic. */
  readonly active: Colour;
  /** Version that the blue pods run. @default unknown */
  readonly blue?: string | undefined;
  /** Version that the green pods run. @default unknown */
  readonly green?: string | undefined;
  /** What the colour that is not active is: the next version, or the one before. @default unknown */
  readonly idle?: 'preview' | 'previous' | undefined;
}

/** What is rolled out of one service in one environment. */
export type Release = CanaryRelease | BlueGreenRelease;

export const RELEASE: PropCheck<Release> = variantsOf<Release, 'strategy'>('strategy', {
  canary: {
    stable: TEXT,
    canary: optional(
      objectOf<NonNullable<CanaryRelease['canary']>>({
        version: TEXT,
        weight: WEIGHT,
        steps: optional(listOf(WEIGHT)),
      }),
    ),
    retiring: optional(TEXT),
  },
  'blue-green': {
    active: oneOf('blue', 'green'),
    blue: optional(TEXT),
    green: optional(TEXT),
    idle: optional(oneOf('preview', 'previous')),
  },
});
