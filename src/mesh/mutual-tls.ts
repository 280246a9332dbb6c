import type { PeerAuthenticationSpec } from '../../imports/security.istio.io';
import type { ManifestSet } from '../model/manifest-set';
import { ROOT_NAMESPACE } from './host';
import * as kinds from './kinds';

/**
 * Whether some port of pods takes connections without mutual TLS, as far as the set says: the narrowest
 * PeerAuthentication that has a mode decides.
 */
export function acceptsPlaintext(
  set: ManifestSet,
  namespace: string,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const all = set.ofKind(kinds.PeerAuthentication.group, kinds.PeerAuthentication.kind).map(({ identity, object }) => ({
    namespace: identity.namespace,
    ...((object['spec'] ?? {}) as PeerAuthenticationSpec),
  }));
  const ofWorkload = all.filter(
    (policy) => policy.namespace === namespace && isFor(policy.selector?.matchLabels, labels),
  );
  const ports = ofWorkload.flatMap(({ portLevelMtls = {} }) => Object.values(portLevelMtls));
  if (ports.some(({ mode }) => isLax(mode))) return true;
  const wide = (where: string) => all.filter((policy) => policy.namespace === where && policy.selector === undefined);
  const mode = [...ofWorkload, ...wide(namespace), ...wide(ROOT_NAMESPACE)]
    .map(({ mtls }) => mtls?.mode)
    .find((stated) => stated !== undefined && stated !== 'UNSET');
  return mode === undefined || isLax(mode);
}

function isLax(mode: string | undefined): boolean {
  return mode === 'PERMISSIVE' || mode === 'DISABLE';
}

/** A selector without labels, and pods that are not told apart, are not what a workload's own policy is about. */
function isFor(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
}
