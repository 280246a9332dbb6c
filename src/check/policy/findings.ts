import type { Finding } from '../../model/finding';
import { Identity, identityKey, versionOf } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import type { ManifestSet } from '../../model/manifest-set';
import { plaintextSecret } from '../rules/plaintext-secret';
import type { PolicyRule, RuleAnswer } from './rego-query';

/** What a policy says of a manifest, as `common.finding` of our Rego makes it. */
export interface PolicyResult {
  /** Its name, such as `route_timeout`. */
  readonly policy: string;
  readonly severity: 'error' | 'warning';
  readonly resource: Identity;
  /** `''` for the manifest as a whole. */
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

/** What the policies of the package say of the manifests of a set, policy by policy. */
export function policyFindings(results: readonly PolicyResult[], set: ManifestSet): Finding[] {
  const sorted = results.map((result) => [sortKey(result), result] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { policy, severity, resource, pointer, message, fix }]) => ({
    code: policy,
    severity,
    stage: 'policy',
    ...subject(set.get(resource)),
    ...(pointer !== '' && { pointer }),
    message,
    fix,
  }));
}

/** The Wasm has them in the order of hashes. */
function sortKey({ policy, resource, pointer, message }: PolicyResult): string {
  return JSON.stringify([policy, identityKey(resource), pointer, message]);
}

/**
 * What a rule of a team's own policies says: messages, or objects with `msg`, which may say more in the words of
 * {@link PolicyResult}. Like conftest it takes what is no list for nothing said.
 *
 * @param manifests those that the query was about
 */
export function ownPolicyFindings(
  rule: PolicyRule,
  { object, says }: RuleAnswer,
  manifests: readonly Manifest[],
  set: ManifestSet,
): Finding[] {
  if (!Array.isArray(says)) return [];
  return says.map((said: unknown) => {
    const { policy, resource, pointer, message, msg, fix } = (typeof said === 'object' ? said : { msg: said }) as Said;
    const manifest = object === undefined ? manifestNamed(resource, set) : manifests[object];
    return {
      code: isText(policy) ? policy : [...rule.package.path, rule.name].join('.'),
      severity: rule.name.startsWith('warn') ? 'warning' : 'error',
      stage: 'policy',
      ...subject(manifest),
      ...(isText(pointer) && { pointer }),
      message: [message, msg].find(isText) ?? JSON.stringify(said),
      ...(isText(fix) && { fix }),
    };
  });
}

type Said = Readonly<Partial<Record<keyof PolicyResult | 'msg', unknown>>>;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function manifestNamed(resource: unknown, set: ManifestSet): Manifest | undefined {
  if (typeof resource !== 'object' || resource === null) return undefined;
  return set.get({ group: '', namespace: '', kind: '', name: '', ...resource });
}

function subject(manifest: Manifest | undefined): Pick<Finding, 'identity' | 'version' | 'origin'> {
  if (manifest === undefined) return { origin: {} };
  const { identity, object, origin } = manifest;
  return { identity, version: versionOf(object.apiVersion), origin };
}

/** The findings that are not also among others, such as those of our policies when a team's own stand beside them. */
export function withoutRepeated(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const known = new Set(others.map(keyOf));
  return findings.filter((finding) => !known.has(keyOf(finding)));
}

/**
 * Findings of a set without what the policy on Secrets says of those that the rule on Secrets has told of.
 *
 * @param others findings of no set, such as why synth would write nothing
 */
export function withoutToldByRule(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const told = new Set<string>();
  for (const list of [findings, others]) {
    for (const { code, identity } of list) {
      if (code === plaintextSecret.code && identity !== undefined) told.add(identityKey(identity));
    }
  }
  if (told.size === 0) return findings;
  return findings.filter(
    ({ code, identity }) => code !== 'plaintext_secret' || identity === undefined || !told.has(identityKey(identity)),
  );
}

function keyOf({ code, identity, pointer, message }: Finding): string {
  return JSON.stringify([code, identity && identityKey(identity), pointer, message]);
}
