import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { describeIdentity, Identity, versionOf } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { check } from './check';
import type { Rule } from './rule';
import { RULES } from './rules';
import { schemaValidation } from './rules/schema-validation';
import { DefinitionError, isDefinition, kindFromDefinition } from './schema/definition';
import { KindSchema } from './schema/kind-schema';
import type { ProblemCode, SchemaProblem } from './schema/problem';
import { BUILT_IN, type SchemaRegistry } from './schema/registry';
import { validateObject } from './schema/verdict';

/**
 * The kinds that the CustomResourceDefinitions of a set define. Those that cannot be read define nothing; the schema stage
 * says why.
 */
export function kindsDefinedIn(set: ManifestSet): readonly KindSchema[] {
  return set
    .ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')
    .map(({ object }) => kindOrError(object))
    .filter((kind) => kind instanceof KindSchema);
}

/** Definitions are large, and asked for by each set and by the stage itself. */
const read = new WeakMap<object, KindSchema | DefinitionError>();

function kindOrError(definition: object): KindSchema | DefinitionError {
  const known = read.get(definition) ?? readDefinition(definition);
  read.set(definition, known);
  return known;
}

function readDefinition(definition: object): KindSchema | DefinitionError {
  try {
    return kindFromDefinition(definition);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error;
  }
}

/** An object that the schema stage can say nothing of. */
export interface WithoutSchema {
  readonly identity: Identity;
  readonly reason: string;
}

export interface SchemaStage {
  readonly findings: readonly Finding[];
  readonly skipped: readonly WithoutSchema[];
  /** What an API server checks of objects besides, and this stage does not. */
  readonly unchecked: readonly UncheckedOfKind[];
}

/** What is not checked of the objects of a kind. */
export interface UncheckedOfKind {
  readonly group: string;
  readonly kind: string;
  /** How many objects it is about. */
  readonly objects: number;
  readonly what: string;
}

/** What an API server would refuse of a set, without one. */
export function schemaStage(set: ManifestSet, registry: SchemaRegistry): SchemaStage {
  const findings: Finding[] = [];
  const skipped: WithoutSchema[] = [];
  const unchecked = new Map<string, UncheckedOfKind>();
  for (const manifest of set) {
    const verdict = validateObject(manifest.object, registry);
    if (verdict.outcome === 'skipped') {
      skipped.push({ identity: manifest.identity, reason: verdict.reason });
      continue;
    }
    const problems = verdict.outcome === 'invalid' ? verdict.problems : unreadableDefinition(manifest);
    for (const problem of problems) findings.push(schemaFinding(manifest, problem));
    const { group, kind } = manifest.identity;
    for (const what of problems.length > 0 ? [...verdict.unchecked, LATER_STAGES] : verdict.unchecked) {
      const key = `${group}/${kind} ${what}`;
      unchecked.set(key, { group, kind, objects: (unchecked.get(key)?.objects ?? 0) + 1, what });
    }
  }
  return { findings, skipped, unchecked: [...unchecked.values()] };
}

/** Nobody can tell what an object of the wrong shape means. */
const LATER_STAGES = 'what analysis and policies say of it, before it is mended';

/** What an API server refuses of a CustomResourceDefinition by code, as far as it must be readable here. */
function unreadableDefinition({ object }: Manifest): readonly SchemaProblem[] {
  const kind = isDefinition(object) ? kindOrError(object) : undefined;
  if (!(kind instanceof DefinitionError)) return [];
  return [{ code: 'FieldValueInvalid', field: '', pointer: '', message: kind.message }];
}

function schemaFinding({ identity, object, origin }: Manifest, problem: SchemaProblem): Finding {
  const { code, severity, stage } = schemaValidation;
  const { pointer, field, message } = problem;
  return {
    code,
    severity,
    stage,
    identity,
    version: versionOf(object.apiVersion),
    origin,
    ...(pointer !== '' && { pointer }),
    ...(field !== '' && { field }),
    message,
    effect: `the API server refuses ${describeIdentity(identity)}, and with it the sync`,
    fix: fixOf(problem.code, identity),
  };
}

const FIXES: Readonly<Partial<Record<ProblemCode, string>>> = {
  NotServed: 'use what the API server serves',
  UnknownField: 'correct its name, or remove it',
  FieldValueDuplicate: 'remove or rename one of them',
  FieldValueForbidden: 'remove it',
  FieldValueRequired: 'add it',
};

function fixOf(code: ProblemCode, { group, kind }: Identity): string {
  const fix = FIXES[code] ?? 'correct the value';
  const dependsOnCrd = code === 'NotServed' || code === 'UnknownField';
  if (!dependsOnCrd || BUILT_IN.kindOf(group, kind)?.isCore === true) return fix;
  return `${fix}; where your cluster has another CRD of ${kind}, name it by --crds`;
}

/** Sets that are composed lack nothing but what they declare as another repository's, and synth has checked them already. */
export type SetSource = 'composed' | 'read';

/**
 * References and conflicts that break traffic, by Istio's semantics.
 *
 * @param set without the objects that the schema stage refuses
 */
export function analyzeStage(set: ManifestSet, source: SetSource): readonly Finding[] {
  return check(new Mesh(set), RULES_OF[source]);
}

const ANALYZE_RULES = RULES.filter(({ stage }) => stage === 'analyze');

const RULES_OF: Readonly<Record<SetSource, readonly Rule[]>> = {
  composed: ANALYZE_RULES.filter(({ refusedBySynth }) => !refusedBySynth),
  read: ANALYZE_RULES.filter(({ presumesWholeSet = false }) => !presumesWholeSet),
};
