import { Assertion, assertionsOf } from './assertions';
import { isGoInteger } from './go/integer';
import { Feature, featuresOf, knownFields, StructuralSchema, withEnvelope } from './structural';

/** Schemas by name, which `$ref`s name; CRDs have none. */
export type Definitions = Readonly<Record<string, StructuralSchema>>;

/**
 * A node of a structural schema, ready to be walked along values. Nodes are made when a value first reaches them, since
 * most objects use a small part of their schema.
 *
 * An interpreter of our own: structural schemas are a small dialect that JSON Schema validators have to be told in
 * translation, and to compile the three commonest kinds for ajv cost more time than to validate 15,000 objects here.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export class SchemaNode {
  /** None where any type is right. */
  readonly types: readonly string[];
  readonly isNullable: boolean;
  readonly isIntOrString: boolean;
  /** Whether it is a Kubernetes object of any kind. */
  readonly isEmbedded: boolean;
  /** Whether fields that it does not know are kept. */
  readonly keepsUnknown: boolean;
  readonly assertions: readonly Assertion[];
  readonly required: readonly string[];
  /** Fields that are known; undefined where all are. */
  readonly fields: ReadonlySet<string> | undefined;
  readonly choices: readonly Choice[];
  readonly schema: StructuralSchema;

  private readonly properties: Readonly<Record<string, StructuralSchema>>;
  private readonly named = new Map<string, SchemaNode>();
  private formatCheck: { readonly test: ((text: string) => boolean) | undefined } | undefined;
  private features: ReadonlySet<Feature> | undefined;
  private ofDefaults: readonly (readonly [string, SchemaNode])[] | undefined;
  private ofValues: SchemaNode | undefined;
  private ofItems: SchemaNode | undefined;

  constructor(
    schema: StructuralSchema,
    private readonly definitions: Definitions = {},
  ) {
    this.schema = schema = resolved(schema, definitions);
    this.isIntOrString = schema['x-kubernetes-int-or-string'] === true;
    this.types = this.isIntOrString ? INT_OR_STRING : schema.type === undefined ? [] : [schema.type];
    this.isNullable = schema.nullable === true;
    this.isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
    this.keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
    this.assertions = assertionsOf(schema);
    this.required = schema.required ?? [];
    this.properties = (this.isEmbedded ? withEnvelope(schema) : schema).properties ?? {};
    const fields = knownFields(schema);
    this.fields = fields === undefined ? undefined : new Set(fields);
    this.choices = choicesOf(schema, definitions);
  }

  /** The node of a field that the schema names. */
  property(name: string): SchemaNode | undefined {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.properties, name)) return undefined;
    const node = new SchemaNode(this.properties[name]!, this.definitions);
    this.named.set(name, node);
    return node;
  }

  /** Named fields that have a default, with their nodes. */
  get defaults(): readonly (readonly [string, SchemaNode])[] {
    return (this.ofDefaults ??= Object.entries(this.properties)
      .filter(([, schema]) => schema.default !== undefined && schema.default !== null)
      .map(([name]) => [name, this.property(name)!]));
  }

  /** The node of all values of a map. */
  get values(): SchemaNode | undefined {
    const { additionalProperties } = this.schema;
    if (typeof additionalProperties !== 'object') return undefined;
    return (this.ofValues ??= new SchemaNode(additionalProperties, this.definitions));
  }

  /** The node of all items of an array. */
  get items(): SchemaNode | undefined {
    const { items } = this.schema;
    return items === undefined ? undefined : (this.ofItems ??= new SchemaNode(items, this.definitions));
  }

  /** The node of a field, named or of a map. */
  child(name: string): SchemaNode | undefined {
    return this.named.get(name) ?? this.property(name) ?? this.values;
  }

  /** Whether a text has the format that the schema wants; undefined where it wants none that is checked. */
  get hasFormat(): ((text: string) => boolean) | undefined {
    const { format } = this.schema;
    if (format === undefined) return undefined;
    if (this.formatCheck === undefined) {
      // Synth has no use for formats, and their parsers take a while to load.
      const { formatCheck } = require('./formats') as typeof import('./formats');
      this.formatCheck = { test: formatCheck(format) };
    }
    return this.formatCheck.test;
  }

  /** Whether this node or one below it has a feature. */
  has(feature: Feature): boolean {
    return (this.features ??= featuresOf(this.schema)).has(feature);
  }

  /** Whether a value that is not null is of the types that the schema wants. */
  isOfType(value: unknown): boolean {
    const { types } = this;
    if (types.length === 1) return isOfType(value, types[0]!);
    for (const type of types) if (isOfType(value, type)) return true;
    return types.length === 0;
  }
}

const INT_OR_STRING = ['integer', 'string'];

/** Alternatives or conditions that a value has to meet. */
export interface Choice {
  readonly keyword: ChoiceKeyword;
  readonly branches: readonly SchemaNode[];
  /** Whether it is right that so many branches accept a value, of how many there are. */
  readonly isRight: (taken: number, all: number) => boolean;
}

const CHOICES = {
  oneOf: (taken: number) => taken === 1,
  anyOf: (taken: number) => taken > 0,
  allOf: (taken: number, all: number) => taken === all,
  not: (taken: number) => taken === 0,
} as const;

export type ChoiceKeyword = keyof typeof CHOICES;

function choicesOf(schema: StructuralSchema, definitions: Definitions): Choice[] {
  return Object.entries(CHOICES).flatMap(([name, isRight]) => {
    const keyword = name as ChoiceKeyword;
    const branches = [schema[keyword] ?? []].flat();
    return branches.length === 0
      ? []
      : [{ keyword, branches: branches.map((branch) => new SchemaNode(branch, definitions)), isRight }];
  });
}

function resolved(schema: StructuralSchema, definitions: Definitions): StructuralSchema {
  const { $ref, ...rest } = schema as StructuralSchema & { readonly $ref?: string };
  return $ref === undefined ? schema : { ...definitions[$ref], ...rest };
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return typeof value === 'number' && isGoInteger(value);
    default:
      return typeof value === type;
  }
}
