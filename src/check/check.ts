import type { Finding } from '../model/finding';
import { identityKey } from '../model/identity';
import { ManifestSet } from '../model/manifest-set';
import type { Mesh } from '../mesh/mesh';
import { Rule, toFinding } from './rule';

/** What the rules say of a mesh, rule by rule. */
export function check(mesh: Mesh, rules: readonly Rule[]): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) for (const complaint of rule.check(mesh)) findings.push(toFinding(rule, complaint));
  return findings;
}

/**
 * The manifests of a set that rules of the later stages can read. Nobody can tell what an object of the wrong shape
 * means; that it is there is all that others have to know of it.
 *
 * @param misshapen what the schema stage found
 */
export function withoutMisshapen(set: ManifestSet, misshapen: readonly Finding[]): ManifestSet {
  const identities = misshapen.map(({ identity }) => identity).filter((identity) => identity !== undefined);
  if (identities.length === 0) return set;
  const keys = new Set(identities.map(identityKey));
  const others = set.manifests.filter(({ key }) => !keys.has(key));
  return new ManifestSet(set.name, others, [...set.externals, ...identities], set.ownedFields, set.workloads);
}
