import { ImportError } from './import-error';

/** A scalar type of OpenAPI, an object or a list. */
export type SchemaType = 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string';

/**
 * The part of an OpenAPI v3 schema that says what a value looks like. Constraints (patterns, bounds, CEL rules) are
 * kept in the same object, but only the JSON file of a kind shows them.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface CrdSchema {
  readonly type?: SchemaType;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly (boolean | number | string | null)[];
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly required?: readonly string[];
  readonly items?: CrdSchema;
  readonly additionalProperties?: CrdSchema | boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

type Content = 'annotation' | 'value' | 'schema' | 'schema or boolean' | 'properties' | 'constraint' | 'constraints';

/** What stands under each keyword. Annotations are prose of the CRD's authors and are not carried over. */
const CONTENT: ReadonlyMap<string, Content> = new Map<string, Content>([
  ...keywords('annotation', 'description', 'title', 'example', 'externalDocs'),
  ...keywords('value', 'type', 'format', 'nullable', 'default', 'enum', 'required', 'pattern'),
  ...keywords('value', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
  ...keywords('value', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'),
  ...keywords('value', 'minProperties', 'maxProperties'),
  ...keywords('value', 'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'),
  ...keywords('value', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'),
  ...keywords('value', 'x-kubernetes-validations'),
  ...keywords('schema', 'items'),
  ...keywords('schema or boolean', 'additionalProperties'),
  ...keywords('properties', 'properties'),
  ...keywords('constraint', 'not'),
  ...keywords('constraints', 'allOf', 'anyOf', 'oneOf'),
]);

const TYPES: ReadonlySet<unknown> = new Set(['array', 'boolean', 'integer', 'number', 'object', 'string']);

/** Keywords that shape a value. Kubernetes forbids them below `allOf`, `anyOf`, `oneOf` and `not`. */
const SHAPING: ReadonlySet<string> = new Set(['type', 'default', 'nullable', 'additionalProperties']);

/**
 * Checks a schema as it stands in a CRD, drops its annotations and sorts its keys, so that equal schemas are equal text.
 *
 * @param where names the schema in errors: `VirtualService v1 /spec/http`
 */
export function readSchema(value: unknown, where: string): CrdSchema {
  const schema = readKeywords(value, where, 'value');
  if (schema.type !== 'object') throw new ImportError(`${where}: the schema of a kind must have type object`);
  return schema;
}

/** The same value with the keys of all objects in code unit order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(sortedEntries(value).map(([key, child]) => [key, sortKeys(child)]));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a schema is for: only a value's own schema may shape it, and the alternatives of an integer or string. */
type Role = 'value' | 'int or string' | 'constraint';

function readKeywords(value: unknown, where: string, role: Role): CrdSchema {
  if (!isRecord(value)) throw new ImportError(`${where}: a schema must be an object, not ${JSON.stringify(value)}`);
  if ('type' in value && !TYPES.has(value.type)) {
    throw new ImportError(`${where}: type ${JSON.stringify(value.type)} is not supported`);
  }
  const isIntOrString = role === 'int or string' || value['x-kubernetes-int-or-string'] === true;
  const roleBelow = isIntOrString ? 'int or string' : 'constraint';
  const read = (key: string, child: unknown): unknown => {
    const at = `${where}/${key}`;
    switch (CONTENT.get(key)) {
      case 'schema':
        return readKeywords(child, at, role);
      case 'schema or boolean':
        return typeof child === 'boolean' ? child : readKeywords(child, at, role);
      case 'properties':
        return readProperties(child, at, role);
      case 'constraint':
        return readKeywords(child, at, roleBelow);
      case 'constraints':
        return readList(child, at).map((part, i) => readKeywords(part, `${at}/${i}`, roleBelow));
      default:
        return readValue(child, at);
    }
  };
  const entries = sortedEntries(value).filter(([key]) => {
    const content = CONTENT.get(key);
    if (content === undefined) throw new ImportError(`${where}: keyword ${key} is not supported`);
    if (role === 'constraint' && SHAPING.has(key)) {
      throw new ImportError(`${where}: ${key} is not allowed below allOf, anyOf, oneOf and not`);
    }
    return content !== 'annotation';
  });
  return Object.fromEntries(entries.map(([key, child]) => [key, read(key, child)]));
}

function readProperties(value: unknown, where: string, role: Role): Record<string, CrdSchema> {
  if (!isRecord(value)) throw new ImportError(`${where}: must be an object`);
  return Object.fromEntries(
    sortedEntries(value).map(([name, schema]) => [name, readKeywords(schema, `${where}/${name}`, role)]),
  );
}

function readValue(value: unknown, where: string): unknown {
  forEachNumber(value, (number) => {
    if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
      throw new ImportError(`${where}: ${number} has more digits than a JavaScript number can hold`);
    }
  });
  return sortKeys(value);
}

function forEachNumber(value: unknown, visit: (number: number) => void): void {
  if (typeof value === 'number') visit(value);
  else if (typeof value === 'object' && value !== null)
    Object.values(value).forEach((v) => {
      forEachNumber(v, visit);
    });
}

function readList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ImportError(`${where}: must be a list`);
  return value;
}

function sortedEntries(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function keywords(content: Content, ...names: string[]): [string, Content][] {
  return names.map((name) => [name, content]);
}
