/** A node of a structural schema, as a CustomResourceDefinition has it. */
export interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly nullable?: boolean;
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
  readonly [keyword: string]: unknown;
}

/** What an API server adds to every kind. It validates `metadata` itself, and CRDs only say that it is an object. */
const ENVELOPE: Readonly<Record<string, StructuralSchema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

/** The schema of whole objects. */
export function withEnvelope(root: StructuralSchema): StructuralSchema {
  return { ...root, properties: { ...root.properties, ...ENVELOPE } };
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
