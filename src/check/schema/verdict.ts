import { groupOf, type KubernetesObject } from '../../model/identity';
import { decode } from './decode';
import { embeddedProblems } from './embedded-resources';
import type { KindSchema, ServedVersion } from './kind-schema';
import { metadataProblems, metadataShape, nameOf, ObjectMeta } from './metadata';
import { nameRulesOf } from './names-of-kinds';
import type { SchemaProblem } from './problem';
import type { SchemaRegistry } from './registry';
import { ruleProblems } from './cel/rules';
import { scaleProblems } from './scale';
import { withoutSecretValues } from './secret-values';
import { typeProblems } from './shape';
import { duplicateItems } from './unique-items';
import { unknownKind } from './unknown-kind';
import { unserved } from './validator';

/** What an API server would say of an object that is created, with `fieldValidation=Strict`. */
export type SchemaVerdict =
  | {
      readonly outcome: 'valid';
      /** What an API server checks besides and we do not, in words. */
      readonly unchecked: readonly string[];
    }
  | {
      readonly outcome: 'invalid';
      readonly problems: readonly SchemaProblem[];
      readonly unchecked: readonly string[];
    }
  | { readonly outcome: 'skipped'; readonly reason: string };

/** The check of a kind that Kubernetes validates by code of its own, after its schema. */
const BY_CODE = 'what Kubernetes checks by code beyond the schema of the kind';
const MAIL_ADDRESSES = 'whether texts of the format email are mail addresses';
const RULES_SKIPPED = 'the CEL rules of the kind, which only see objects of the right types';

/**
 * The verdict of an API server on an object, without one: unknown fields, nulls, defaults, types, formats, metadata,
 * unique items and CEL rules, in its order. What an object refers to, and what another object has, is not looked at.
 */
export function validateObject(object: KubernetesObject, registry: SchemaRegistry): SchemaVerdict {
  const kind = registry.kindOf(groupOf(object.apiVersion), object.kind);
  if (kind === undefined) return withoutSchema(object);
  const version = kind.versionOf(object.apiVersion);
  if (version === undefined)
    return { outcome: 'invalid', problems: [unserved(kind, object.apiVersion)], unchecked: [] };
  const { problems, unchecked } = judge(object, kind, version);
  if (problems.length === 0) return { outcome: 'valid', unchecked };
  return { outcome: 'invalid', problems: withoutSecretValues(object, problems), unchecked };
}

function withoutSchema(object: KubernetesObject): SchemaVerdict {
  const problem = unknownKind(object);
  if (problem !== undefined) return { outcome: 'invalid', problems: [problem], unchecked: [] };
  return { outcome: 'skipped', reason: `no schema of ${object.kind} (${object.apiVersion})` };
}

interface Judgement {
  readonly problems: readonly SchemaProblem[];
  readonly unchecked: readonly string[];
}

function judge(object: KubernetesObject, kind: KindSchema, version: ServedVersion): Judgement {
  const metadata = object.metadata as unknown;
  const ofMetadata = metadata === undefined ? [] : metadataShape(metadata, ['metadata']);
  const { value: decoded, unknown } = decode(version.root, object);
  const embedded = version.root.has('embedded resources') ? embeddedProblems(version.root, decoded) : NONE;
  const refused = [...ofMetadata, ...unknown, ...embedded.shape];
  // Go reads no further than to a field that it cannot read. Fields that are unknown only go.
  if (refused.some(({ code }) => code === 'Malformed')) return { problems: refused, unchecked: [] };

  const value = asCreated(decoded, version);
  const problems = [
    ...refused,
    ...metadataProblems(metadata as ObjectMeta | undefined, nameRulesOf(kind), ['metadata']),
    ...typeProblems(version.root, value),
    ...scaleProblems(version.subresources.scale, value),
    ...embedded.validation,
    ...(version.root.has('unique items') ? duplicateItems(version.root, value) : []),
  ];
  if (kind.isCore) return { problems, unchecked: [BY_CODE] };
  const unchecked = version.root.has('unchecked format') ? [MAIL_ADDRESSES] : [];
  if (!version.root.has('rules')) return { problems, unchecked };
  if (problems.some(isBlocking)) return { problems, unchecked: [...unchecked, RULES_SKIPPED] };
  const rules = ruleProblems(version.root, value);
  return { problems: [...problems, ...rules.problems], unchecked: [...unchecked, ...rules.unchecked] };
}

const NONE = { shape: [], validation: [] } as const;

/** A create drops the status of kinds that have it as a subresource, whatever it holds, and makes a name of a prefix. */
function asCreated(value: unknown, { subresources }: ServedVersion): unknown {
  const { status, ...rest } = value as Record<string, unknown>;
  const object = status === undefined || subresources.status === undefined ? (value as Record<string, unknown>) : rest;
  const metadata = object['metadata'] as ObjectMeta | undefined;
  const name = nameOf(metadata);
  return name === undefined || name === metadata?.name ? object : { ...object, metadata: { ...metadata, name } };
}

const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** Whether an API server evaluates no rules after it. */
function isBlocking({ code, implied = [] }: SchemaProblem): boolean {
  return BLOCKING.has(code) || implied.some(isBlocking);
}
