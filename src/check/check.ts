import type { Finding } from '../model/finding';
import type { Mesh } from '../mesh/mesh';
import { Rule, toFinding } from './rule';

/** What the rules say of a mesh, rule by rule. */
export function check(mesh: Mesh, rules: readonly Rule[]): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) for (const complaint of rule.check(mesh)) findings.push(toFinding(rule, complaint));
  return findings;
}
