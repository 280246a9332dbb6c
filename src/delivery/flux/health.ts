import type { KustomizationHealthCheckExprs } from '../../../imports/kustomize.toolkit.fluxcd.io';
import type { SetContents } from '../../model/set-contents';

/** Versions that Flux wants to see in expressions; it looks at the groups alone. */
const ISTIO_VERSIONS: Readonly<Record<string, string>> = {
  'extensions.istio.io': 'v1alpha1',
  'networking.istio.io': 'v1',
  'security.istio.io': 'v1',
  'telemetry.istio.io': 'v1',
};

/**
 * Whether anybody has written a status. istiod writes it only with its analysis enabled, and only where it has something
 * to say; to name a status that is not there is an error in CEL, which `has(status)` does not prevent.
 */
const ANALYSED = "metadata.managedFields.exists(f, has(f.subresource) && f.subresource == 'status')";

/**
 * The status is about the object as it was applied. istiod leaves the status of an object that a later edit has mended
 * as it was, for ever, so that neither an error in it counts then, nor may anybody wait for a newer one.
 *
 * @see https://github.com/istio/istio/issues/54945
 */
const UP_TO_DATE = '(!has(status.observedGeneration) || int(status.observedGeneration) == metadata.generation)';

/** istiod found an error, or ztunnel or a waypoint could not take a policy or a service as it is. */
const FAILED = `${ANALYSED}
&& ${UP_TO_DATE}
&& (
  (has(status.validationMessages)
    && status.validationMessages.exists(m, has(m.level) && m.level == 'ERROR'))
  || (has(status.conditions)
    && status.conditions.exists(c, c.status == 'False'
      && c.type in ['ZtunnelAccepted', 'WaypointAccepted', 'istio.io/WaypointBound'])))`;

/** The controller has made the Secret; until then the object is in progress. */
const UNSEALED = `${ANALYSED}
&& has(status.conditions)
&& status.conditions.exists(c, c.type == 'Synced' && c.status == 'True')`;

const SEALED_SECRET: KustomizationHealthCheckExprs = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
  current: UNSEALED,
};

/**
 * How the kinds of a set say that they are healthy that have no condition `Ready`, so that Flux would take them for
 * healthy as soon as they exist: those of Istio, of which an object without a status is current, and SealedSecrets.
 */
export function healthCheckExprs({ kinds }: SetContents): readonly KustomizationHealthCheckExprs[] {
  const groups = new Set(kinds.map(({ group }) => group));
  const ofIstio = Object.entries(ISTIO_VERSIONS)
    .filter(([group]) => groups.has(group))
    .map(([group, version]) => ({
      apiVersion: `${group}/${version}`,
      failed: FAILED,
      current: 'true',
    }));
  return groups.has('bitnami.com') ? [SEALED_SECRET, ...ofIstio] : ofIstio;
}
