/** A node of a structural schema, as a CustomResourceDefinition has it. */
export interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly nullable?: boolean;
  readonly format?: string;
  readonly pattern?: string;
  readonly oneOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly allOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly [keyword: string]: unknown;
}

type JsonSchema = Record<string, unknown>;

/** Keywords that mean the same in JSON Schema. */
const SHARED = [
  'enum', 'pattern', 'required', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf',
  'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties',
] as const; // prettier-ignore

/**
 * The JSON Schema that accepts what an API server with strict field validation accepts, CEL rules and formats aside:
 * unknown fields are errors unless the schema preserves them, `nullable` admits null, and int-or-string both types.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function toJsonSchema(root: StructuralSchema): JsonSchema {
  const { properties = {}, ...rest } = root;
  // The API server validates `metadata` itself, and CRDs only say that it is an object.
  return convert({ ...rest, properties: { ...properties, ...ENVELOPE } });
}

const ENVELOPE: Readonly<Record<string, StructuralSchema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

function convert(schema: StructuralSchema): JsonSchema {
  const result: JsonSchema = {};
  if (schema['x-kubernetes-int-or-string'] === true) result['type'] = ['integer', 'string'];
  else if (schema.type !== undefined) result['type'] = schema.nullable === true ? [schema.type, 'null'] : schema.type;
  for (const keyword of SHARED) if (keyword in schema) result[keyword] = schema[keyword];
  if (schema.nullable === true && Array.isArray(result['enum']))
    result['enum'] = [...(result['enum'] as unknown[]), null];

  if (schema.items !== undefined) result['items'] = convert(schema.items);
  if (schema.properties !== undefined) result['properties'] = mapValues(schema.properties, convert);
  if (typeof schema.additionalProperties === 'object')
    result['additionalProperties'] = convert(schema.additionalProperties);
  else if (schema.type === 'object' && schema.properties !== undefined && !keepsUnknownFields(schema)) {
    result['additionalProperties'] = false;
  }
  for (const keyword of ['oneOf', 'anyOf', 'allOf'] as const) {
    const branches = schema[keyword];
    // The branches of an int-or-string only repeat its two types.
    if (branches !== undefined && schema['x-kubernetes-int-or-string'] !== true)
      result[keyword] = branches.map(convert);
  }
  if (schema.not !== undefined) result['not'] = convert(schema.not);
  return result;
}

function keepsUnknownFields(schema: StructuralSchema): boolean {
  return (
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema['x-kubernetes-embedded-resource'] === true ||
    schema.additionalProperties === true
  );
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
