import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import type { KubernetesObject } from '../../model/identity';
import { didYouMean } from '../../model/suggest';
import { loadSchema, versionsOf } from './registry';
import { toJsonSchema } from './structural';

/** One thing that the schema of a kind refuses. */
export interface SchemaProblem {
  /** JSON pointer into the object. */
  readonly pointer: string;
  readonly message: string;
}

/** Validators by kind. Compiling one costs milliseconds, so it waits for the first object that needs it. */
class Validators {
  private readonly compiled = new Map<string, ValidateFunction | undefined>();

  constructor(private readonly ajv: Ajv) {}

  of(group: string, kind: string): ValidateFunction | undefined {
    const key = `${group}/${kind}`;
    if (!this.compiled.has(key)) {
      const schema = loadSchema(group, kind);
      this.compiled.set(key, schema === undefined ? undefined : this.ajv.compile(toJsonSchema(schema)));
    }
    return this.compiled.get(key);
  }
}

const COMMON = { strict: false, validateSchema: false, validateFormats: false, inlineRefs: false } as const;

/** Say yes or no: nearly all objects are valid, and code that explains nothing is compiled in half the time. */
const verdicts = new Validators(new Ajv({ ...COMMON, messages: false, code: { optimize: false } }));

/** Say all that is wrong, with what a message needs to know. */
const reasons = new Validators(new Ajv({ ...COMMON, allErrors: true, verbose: true }));

/**
 * What the schema of an object's kind refuses; undefined where there is no schema: the object is skipped, not valid.
 */
export function schemaProblems(group: string, object: KubernetesObject): SchemaProblem[] | undefined {
  const isValid: ((object: unknown) => boolean) | undefined = verdicts.of(group, object.kind);
  if (isValid === undefined) return undefined;
  const unserved = unservedVersion(group, object);
  if (unserved !== undefined) return [unserved];
  if (isValid(object)) return [];
  const explain = reasons.of(group, object.kind);
  explain?.(object);
  const errors = explain?.errors ?? [];
  // A failed branch of oneOf or anyOf only explains the failure of the whole, which is reported too.
  const branches = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf' || keyword === 'not');
  const inBranch = (error: ErrorObject): boolean =>
    branches.some((branch) => branch !== error && error.schemaPath.startsWith(`${branch.schemaPath}/`));
  return errors.filter((error) => !inBranch(error)).map(toProblem);
}

/** An API server answers that it has no such kind, whatever the object holds. */
function unservedVersion(group: string, { apiVersion, kind }: KubernetesObject): SchemaProblem | undefined {
  const versions = versionsOf(group, kind) ?? [];
  if (versions.includes(apiVersion.slice(group.length + 1))) return undefined;
  const served = versions.map((version) => `${group}/${version}`);
  return { pointer: '/apiVersion', message: `${kind} has no version ${apiVersion}, but ${served.join(', ')}` };
}

function toProblem(error: ErrorObject): SchemaProblem {
  const at = error.instancePath;
  const params = error.params as Readonly<Record<string, unknown>>;
  const value = JSON.stringify(error.data).slice(0, 80);
  switch (error.keyword) {
    case 'additionalProperties': {
      const field = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
      return {
        pointer: `${at}/${escapePointer(field)}`,
        message: `unknown field "${field}"${didYouMean(field, known)}`,
      };
    }
    case 'required':
      return { pointer: at, message: `the field "${String(params['missingProperty'])}" is missing` };
    case 'enum': {
      const allowed = (params['allowedValues'] as unknown[]).filter((item) => item !== null).map(String);
      const hint = typeof error.data === 'string' ? didYouMean(error.data, allowed) : '';
      return { pointer: at, message: `${value} is none of ${allowed.join(', ')}${hint}` };
    }
    case 'type':
      return { pointer: at, message: `${value} is not of type ${[params['type']].flat().join(' or ')}` };
    case 'pattern':
      return { pointer: at, message: `${value} does not match ${String(params['pattern'])}` };
    case 'oneOf':
      return { pointer: at, message: alternatives(error, 'exactly one') };
    case 'anyOf':
      return { pointer: at, message: alternatives(error, 'at least one') };
    default:
      return { pointer: at, message: `${value} ${error.message ?? error.keyword}` };
  }
}

/** Istio says by `oneOf: [{not: {anyOf}}, {required: [a]}, {required: [b]}]` that of several fields one may be set. */
function alternatives(error: ErrorObject, count: string): string {
  const branches = error.schema as readonly { readonly required?: readonly string[] }[];
  const fields = [...new Set(branches.flatMap(({ required = [] }) => required))];
  if (fields.length === 0) return error.message ?? error.keyword;
  const optional = branches.some(({ required }) => required === undefined);
  return `${optional ? 'at most one' : count} of the fields ${fields.join(', ')} may be set`;
}

function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
