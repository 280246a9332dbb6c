import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { describeIdentity, Identity, versionOf } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { check, withoutMisshapen } from './check';
import type { Rule } from './rule';
import { RULES } from './rules';
import { schemaValidation } from './rules/schema-validation';
import type { SchemaProblem } from './schema/problem';
import type { SchemaRegistry } from './schema/registry';
import { validateObject } from './schema/verdict';

/** An object that the schema stage can say nothing of. */
export interface WithoutSchema {
  readonly identity: Identity;
  readonly reason: string;
}

export interface SchemaStage {
  readonly findings: readonly Finding[];
  readonly skipped: readonly WithoutSchema[];
}

/** What an API server would refuse of a set, without one. */
export function schemaStage(set: ManifestSet, registry: SchemaRegistry): SchemaStage {
  const findings: Finding[] = [];
  const skipped: WithoutSchema[] = [];
  for (const manifest of set) {
    const verdict = validateObject(manifest.object, registry);
    if (verdict.outcome === 'skipped') skipped.push({ identity: manifest.identity, reason: verdict.reason });
    else if (verdict.outcome === 'invalid') {
      for (const problem of verdict.problems) findings.push(schemaFinding(manifest, problem));
    }
  }
  return { findings, skipped };
}

function schemaFinding({ identity, object, origin }: Manifest, { pointer, message }: SchemaProblem): Finding {
  const { code, severity, stage } = schemaValidation;
  return {
    code,
    severity,
    stage,
    identity,
    version: versionOf(object.apiVersion),
    origin,
    pointer,
    message,
    effect: `the API server refuses ${describeIdentity(identity)}, and with it the sync`,
  };
}

/** Sets that are composed lack nothing but what they declare as another repository's, and synth has checked them already. */
export type SetSource = 'composed' | 'read';

/**
 * References and conflicts that break traffic, by Istio's semantics.
 *
 * @param misshapen what the schema stage found, since nobody can tell what such an object means
 */
export function analyzeStage(set: ManifestSet, misshapen: readonly Finding[], source: SetSource): readonly Finding[] {
  return check(new Mesh(withoutMisshapen(set, misshapen)), RULES_OF[source]);
}

const ANALYZE_RULES = RULES.filter(({ stage }) => stage === 'analyze');

const RULES_OF: Readonly<Record<SetSource, readonly Rule[]>> = {
  composed: ANALYZE_RULES.filter(({ refusedBySynth }) => !refusedBySynth),
  read: ANALYZE_RULES.filter(({ presumesWholeSet = false }) => !presumesWholeSet),
};
