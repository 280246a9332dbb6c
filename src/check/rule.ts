import type { Finding, Severity, Stage } from '../model/finding';
import type { Manifest } from '../model/manifest';
import type { Mesh } from '../mesh/mesh';

/** What a rule says of one manifest; the rest of the finding follows from rule and manifest. */
export interface Complaint {
  readonly manifest: Manifest;
  /** JSON pointer into the manifest. */
  readonly pointer?: string;
  readonly message: string;
  readonly effect?: string;
  readonly fix?: string;
  /** Other manifests that have a part in it. */
  readonly related?: readonly Manifest[];
}

/** One check: what it is called, and a function of the mesh. */
export interface Rule {
  readonly code: string;
  /** As Istio or Kiali call it, else our own. */
  readonly name: string;
  readonly severity: Severity;
  readonly stage: Stage;
  /**
   * Whether synth refuses to write a tree with such a finding, whatever its severity: true for errors of identity,
   * reference and schema shape, without which the tree makes no sense.
   */
  readonly refusedBySynth: boolean;
  check(mesh: Mesh): Iterable<Complaint>;
}

export function toFinding(rule: Rule, { manifest, related, ...complaint }: Complaint): Finding {
  return {
    code: rule.code,
    severity: rule.severity,
    stage: rule.stage,
    identity: manifest.identity,
    origin: manifest.origin,
    ...complaint,
    ...(related === undefined ? {} : { related: related.map(({ origin }) => origin) }),
  };
}
