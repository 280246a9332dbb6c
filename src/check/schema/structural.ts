/** A CEL rule of a schema. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  /** CEL as well; goes before `message`. */
  readonly messageExpression?: string;
  /** @default FieldValueInvalid */
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate';
  /** The field below the value that the rule is about. */
  readonly fieldPath?: string;
  /** Whether the rule also holds where there is no earlier state of the value. */
  readonly optionalOldSelf?: boolean;
}

/** A node of a structural schema, as a CustomResourceDefinition has it. */
export interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly oneOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly allOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
  readonly [keyword: string]: unknown;
}

/** The fields that every kind has whatever its schema says. */
export const ENVELOPE_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

const STRING: StructuralSchema = { type: 'string' };
/** Of metadata, where Go reads null as the empty text. */
const TEXT: StructuralSchema = { type: 'string', nullable: true };

/**
 * The schema of whole objects, with what an API server adds to every kind. It validates `metadata` itself; a schema may
 * bound the name, and rules see no more of it.
 */
export function withEnvelope(root: StructuralSchema): StructuralSchema {
  const { metadata } = root.properties ?? {};
  return {
    ...root,
    properties: {
      ...root.properties,
      apiVersion: STRING,
      kind: STRING,
      metadata: {
        type: 'object',
        properties: {
          name: { ...metadata?.properties?.['name'], ...TEXT },
          generateName: { ...metadata?.properties?.['generateName'], ...TEXT },
        },
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
  };
}

/** The fields that an object of this schema can have; undefined where it may have any. */
export function knownFields(schema: StructuralSchema): readonly string[] | undefined {
  const { properties, additionalProperties } = schema;
  const keepsUnknown =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema['x-kubernetes-embedded-resource'] === true ||
    (additionalProperties !== undefined && additionalProperties !== false);
  return schema.type !== 'object' || properties === undefined || keepsUnknown ? undefined : Object.keys(properties);
}

/** What a walk other than that of types can find in a schema or below it. */
export type Feature = 'defaults' | 'embedded resources' | 'unchecked format' | 'unique items' | 'rules';

const FEATURES: Readonly<Record<Feature, (schema: StructuralSchema) => boolean>> = {
  defaults: (schema) => schema.default !== undefined,
  'embedded resources': (schema) => schema['x-kubernetes-embedded-resource'] === true,
  'unchecked format': ({ format }) => format === 'email',
  'unique items': (schema) => ['set', 'map'].includes(schema['x-kubernetes-list-type'] ?? ''),
  rules: (schema) => schema['x-kubernetes-validations'] !== undefined,
};

const featuresBySchema = new WeakMap<StructuralSchema, ReadonlySet<Feature>>();

/** The features of a schema and all below it, so that walks that look for one stay away from where there is none. */
export function featuresOf(schema: StructuralSchema): ReadonlySet<Feature> {
  const known = featuresBySchema.get(schema);
  if (known !== undefined) return known;
  const { properties = {}, items, additionalProperties } = schema;
  const below = [...Object.values(properties), items, additionalProperties];
  const features = new Set<Feature>();
  for (const [feature, has] of Object.entries(FEATURES)) if (has(schema)) features.add(feature as Feature);
  for (const part of below) {
    if (typeof part !== 'object') continue;
    for (const feature of featuresOf(part)) features.add(feature);
  }
  featuresBySchema.set(schema, features);
  return features;
}
