import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { append } from './group';
import { ROOT_NAMESPACE } from './host';
import * as kinds from './kinds';
import { isEmptySelector, Labels, selects } from './labels';
import { PeerAuthenticationSpec, specOf } from './specs';

/** What pods do with connections: `PERMISSIVE` takes both kinds. */
export type MtlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** The mode of pods, and what sets it; nothing sets the default. */
export interface ModeOfPods {
  readonly mode: MtlsMode;
  readonly policy?: Manifest;
}

interface Policy {
  readonly manifest: Manifest;
  readonly spec: PeerAuthenticationSpec;
  readonly selector: Labels | undefined;
}

/** Which pods ask for mutual TLS, as far as the set says: the narrowest PeerAuthentication that has a mode decides. */
export class MutualTls {
  private readonly byNamespace = new Map<string, Policy[]>();

  constructor(set: ManifestSet) {
    for (const manifest of set.ofKind(kinds.PeerAuthentication.group, kinds.PeerAuthentication.kind)) {
      const spec = specOf<PeerAuthenticationSpec>(manifest);
      append(this.byNamespace, manifest.identity.namespace, { manifest, spec, selector: spec.selector?.matchLabels });
    }
  }

  /**
   * The mode of pods, but for ports that have one of their own.
   *
   * @param labels of the pods; pods that are not told apart have the mode of their namespace
   */
  modeOf(namespace: string, labels?: Labels): ModeOfPods {
    for (const policy of this.narrowestFirst(namespace, labels)) {
      const mode = policy.spec.mtls?.mode;
      if (mode !== undefined && mode !== 'UNSET') return { mode, policy: policy.manifest };
    }
    return { mode: 'PERMISSIVE' };
  }

  /** Whether some port takes connections without mutual TLS. */
  acceptsPlaintext(namespace: string, labels: Labels | undefined): boolean {
    for (const { spec, selector } of this.in(namespace)) {
      if (!isOfWorkload(selector, labels)) continue;
      if (Object.values(spec.portLevelMtls ?? {}).some(({ mode }) => isLax(mode))) return true;
    }
    return isLax(this.modeOf(namespace, labels).mode);
  }

  private *narrowestFirst(namespace: string, labels: Labels | undefined): Generator<Policy> {
    for (const policy of this.in(namespace)) if (isOfWorkload(policy.selector, labels)) yield policy;
    for (const where of namespace === ROOT_NAMESPACE ? [namespace] : [namespace, ROOT_NAMESPACE]) {
      for (const policy of this.in(where)) if (isEmptySelector(policy.selector)) yield policy;
    }
  }

  private in(namespace: string): readonly Policy[] {
    return this.byNamespace.get(namespace) ?? [];
  }
}

function isLax(mode: string | undefined): boolean {
  return mode === 'PERMISSIVE' || mode === 'DISABLE';
}

/** A selector without labels, and pods that are not told apart, are not what a workload's own policy is about. */
function isOfWorkload(selector: Labels | undefined, labels: Labels | undefined): boolean {
  return labels !== undefined && !isEmptySelector(selector) && selects(selector, labels);
}
