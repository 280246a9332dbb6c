import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import * as kinds from './kinds';
import { isEmptySelector, Labels } from './labels';
import { SelectorIndex } from './selector-index';
import { PeerAuthenticationSpec, specOf } from './specs';

/** What pods do with connections: `PERMISSIVE` takes both kinds. */
export type MtlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** The mode of pods, and what sets it; nothing sets the default. */
export interface ModeOfPods {
  readonly mode: MtlsMode;
  readonly policy?: Manifest;
}

/** The mode of one port of pods. */
export interface ModeOfPort extends ModeOfPods {
  /** JSON pointer of what sets it. */
  readonly pointer?: string;
  /** Whether its policy has others beside it that say otherwise: the oldest counts, and Git does not know which that is. */
  readonly isContested: boolean;
}

interface Policy {
  readonly manifest: Manifest;
  readonly spec: PeerAuthenticationSpec;
}

/** Which pods ask for mutual TLS, as far as the set says: the narrowest PeerAuthentication that has a mode decides. */
export class MutualTls {
  private readonly policies: SelectorIndex<Policy>;

  /** @param rootNamespace its policies are the mesh's; those with a selector count for nobody */
  constructor(
    set: ManifestSet,
    private readonly rootNamespace: string,
  ) {
    this.policies = new SelectorIndex(
      [...set.ofKind(kinds.PeerAuthentication.group, kinds.PeerAuthentication.kind)].sort(byName).map((manifest) => {
        const spec = specOf<PeerAuthenticationSpec>(manifest);
        return {
          namespace: manifest.identity.namespace,
          selector: spec.selector?.matchLabels,
          item: { manifest, spec },
        };
      }),
    );
  }

  /**
   * The mode of pods, but for ports that have one of their own.
   *
   * @param labels of the pods; pods that are not told apart have the mode of their namespace
   */
  modeOf(namespace: string, labels?: Labels): ModeOfPods {
    const { mode, policy } = this.modeOfPort(namespace, labels, undefined);
    return policy === undefined ? { mode } : { mode, policy };
  }

  /** @param port that the pods listen on */
  modeOfPort(namespace: string, labels: Labels | undefined, port: number | undefined): ModeOfPort {
    let isContested = false;
    for (const scope of this.narrowestFirst(namespace, labels)) {
      const modes = scope.map((policy) => ownMode(policy, port));
      isContested ||= modes.some((own) => own?.mode !== modes[0]?.mode);
      const [own] = modes;
      if (own !== undefined) return { ...own, policy: scope[0]!.manifest, isContested };
    }
    return { mode: 'PERMISSIVE', isContested };
  }

  /** Whether some port takes connections without mutual TLS. */
  acceptsPlaintext(namespace: string, labels: Labels | undefined): boolean {
    for (const { spec } of this.ofWorkload(namespace, labels)) {
      if (Object.values(spec.portLevelMtls ?? {}).some(({ mode }) => isLax(mode))) return true;
    }
    return isLax(this.modeOf(namespace, labels).mode);
  }

  /** Of several in a scope only the oldest counts. */
  private narrowestFirst(namespace: string, labels: Labels | undefined): readonly (readonly Policy[])[] {
    const [ofNamespace, ofMesh] = [namespace, this.rootNamespace].map((where) => this.policies.forAll(where));
    return [this.ofWorkload(namespace, labels), ofNamespace!, ofMesh!];
  }

  /** The root namespace has none. */
  private ofWorkload(namespace: string, labels: Labels | undefined): readonly Policy[] {
    return labels === undefined || namespace === this.rootNamespace ? [] : this.policies.selecting(namespace, labels);
  }
}

/** Ports have modes of their own only where the policy selects pods. */
function ownMode({ spec }: Policy, port: number | undefined): { mode: MtlsMode; pointer: string } | undefined {
  const ofPort = port === undefined ? undefined : spec.portLevelMtls?.[String(port)]?.mode;
  if (isSet(ofPort) && !isEmptySelector(spec.selector?.matchLabels)) {
    return { mode: ofPort, pointer: `/spec/portLevelMtls/${port}/mode` };
  }
  const mode = spec.mtls?.mode;
  return isSet(mode) ? { mode, pointer: '/spec/mtls/mode' } : undefined;
}

function isSet(mode: MtlsMode | 'UNSET' | undefined): mode is MtlsMode {
  return mode !== undefined && mode !== 'UNSET';
}

function isLax(mode: string | undefined): boolean {
  return mode === 'PERMISSIVE' || mode === 'DISABLE';
}

/** As istiod orders policies of one age. */
function byName({ identity: one }: Manifest, { identity: other }: Manifest): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
