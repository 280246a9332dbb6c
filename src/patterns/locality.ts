import type { TrafficPolicy } from '../constructs/istio/destination-rule';
import { Percent, wholePercent } from '../model/percent';
import { objectOf, optional, recordOf } from '../model/props';
import { PropsError } from '../model/props-error';
import { LABELS, WHOLE_PERCENT } from '../model/props-values';
import { DEFAULT_TRAFFIC_POLICY, REGIONAL_OUTLIER_DETECTION } from './traffic-defaults';

/** Where requests go while all is well, and where when it is not. */
export interface LocalitySettings {
  /** Region that takes over from each: requests stay in their own region until it fails. @default the nearest */
  readonly failover?: Readonly<Record<string, string>> | undefined;
  /** Shares of each locality, by the locality that requests come from. Excludes `failover`. @default none */
  readonly distribute?: Readonly<Record<string, Readonly<Record<string, Percent>>>> | undefined;
}

export const LOCALITY = objectOf<LocalitySettings>({
  failover: optional(LABELS),
  distribute: optional(recordOf(recordOf(WHOLE_PERCENT))),
});

/**
 * A traffic policy that keeps requests to localities.
 *
 * @param own fields that replace those of the defaults
 * @throws PropsError for settings that Istio would refuse, or that would never take effect
 */
export function localTrafficPolicy(where: string, locality: LocalitySettings, own?: TrafficPolicy): TrafficPolicy {
  const policy: TrafficPolicy = { ...DEFAULT_TRAFFIC_POLICY, outlierDetection: REGIONAL_OUTLIER_DETECTION, ...own };
  checkLocality(where, locality, policy);
  const { failover, distribute } = locality;
  return {
    ...policy,
    loadBalancer: {
      ...policy.loadBalancer,
      localityLbSetting: {
        enabled: true,
        failover: failover === undefined ? undefined : Object.entries(failover).map(([from, to]) => ({ from, to })),
        distribute:
          distribute === undefined
            ? undefined
            : Object.entries(distribute).map(([from, to]) => ({ from, to: wholePercents(to) })),
      },
    },
  };
}

function checkLocality(where: string, { failover, distribute }: LocalitySettings, policy: TrafficPolicy): void {
  if (failover !== undefined && distribute !== undefined) {
    throw new PropsError(where, 'locality has failover and distribute, of which Istio takes one', 'state one of them');
  }
  if (policy.outlierDetection === undefined) {
    throw new PropsError(
      where,
      'without outlier detection nothing notices that a region fails',
      'leave `trafficPolicy.outlierDetection` out, or set it',
    );
  }
  for (const [from, to] of Object.entries(failover ?? {})) {
    if (from.includes('/') || to.includes('/')) {
      throw new PropsError(where, `failover from ${from} to ${to} names more than regions`, 'name the regions alone');
    }
    if (from === to) throw new PropsError(where, `failover from ${from} leads to itself`, 'name another region');
  }
  for (const [from, shares] of Object.entries(distribute ?? {})) {
    const sum = Object.values(shares).reduce((total, { value }) => total + value, 0);
    if (sum !== 100) {
      throw new PropsError(
        where,
        `what comes from ${from} is shared out by ${sum} %, not 100 %`,
        `${sum > 100 ? 'lower' : 'raise'} one of its shares`,
      );
    }
  }
}

function wholePercents(shares: Readonly<Record<string, Percent>>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([locality, share]) => [locality, wholePercent(share)]));
}
