import { serviceHost } from '../mesh/host';
import type { Finding, Severity, Stage } from '../model/finding';
import type { Manifest } from '../model/manifest';
import type { Mesh } from '../mesh/mesh';

/** What a rule says of one manifest; the rest of the finding follows from rule and manifest. */
export interface Complaint {
  readonly manifest: Manifest;
  /** JSON pointer into the manifest. */
  readonly pointer?: string;
  readonly message: string;
  /** @default what the rule says of all its findings */
  readonly effect?: string;
  /** @default what the rule says of all its findings */
  readonly fix?: string;
  /** Other manifests that have a part in it. */
  readonly related?: readonly Manifest[];
}

/** What a rule is about, for people who met its code. */
export interface Explanation {
  /** What is wrong. */
  readonly what: string;
  /** What happens to traffic, for findings that do not say it closer. */
  readonly effect: string;
  /** How to mend it, for findings that do not say it closer. */
  readonly fix: string;
  /** YAML that gets the finding. */
  readonly bad: string;
  /** The same, mended. */
  readonly good: string;
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
  /**
   * Whether synth tells what it finds and writes the tree all the same: what nobody should have to search for.
   *
   * @default false
   */
  readonly reportedBySynth?: boolean;
  /**
   * Whether it takes what is neither in the set nor declared as another repository's for missing. That is true of
   * composed environments; folders of YAML are parts of something larger.
   *
   * @default false
   */
  readonly presumesWholeSet?: boolean;
  /** Rules of one code share one. */
  readonly explanation?: Explanation;
  check(mesh: Mesh): Iterable<Complaint>;
}

export function toFinding(rule: Rule, { manifest, related, ...complaint }: Complaint): Finding {
  const { effect, fix } = { ...rule.explanation, ...complaint };
  return {
    code: rule.code,
    severity: rule.severity,
    stage: rule.stage,
    identity: manifest.identity,
    origin: manifest.origin,
    ...complaint,
    message: withShortHosts(complaint.message),
    ...(effect !== undefined && { effect: withShortHosts(effect) }),
    ...(fix !== undefined && { fix: withShortHosts(fix) }),
    ...(related === undefined ? {} : { related: related.map(({ origin }) => origin) }),
  };
}

const NO_NAMESPACE = serviceHost('', '');

/** Who applies an object that states no namespace chooses one: until then its hosts are short names. */
function withShortHosts(text: string): string {
  return text.replaceAll(NO_NAMESPACE, '');
}

/** A namespace in a sentence about an object that is in it. */
export function namespaceInWords(namespace: string): string {
  return namespace === '' ? 'its namespace' : namespace;
}
