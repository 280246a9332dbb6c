import type { JSONSchema } from 'json-schema-to-typescript';
import type { CrdKind } from './crd';
import { ImportError } from './import-error';
import { type CrdSchema, isRecord } from './schema';

/** A field that holds a shape, or a list or map of it. */
export interface Use {
  /** The shape that has the field; undefined for the fields of a kind itself. */
  readonly parent: Shape | undefined;
  /** The kind in which the parent was first found. */
  readonly kind: string;
  readonly field: string;
}

/**
 * An object with named fields that becomes one exported interface, wherever in a group it occurs. Two objects have one
 * shape when their fields have the same names, types and optionality; patterns, bounds and defaults may differ.
 */
export interface Shape {
  readonly id: string;
  /** For json-schema-to-typescript; other shapes are references to their ids. */
  readonly definition: JSONSchema;
  readonly uses: Use[];
}

/** The types of one API group before they have names. */
export interface GroupShapes {
  readonly shapes: ReadonlyMap<string, Shape>;
  /** By kind, the fields that a user states beside `metadata`. */
  readonly props: ReadonlyMap<string, JSONSchema>;
}

/** Fields of the object that a user does not state in props, or whose type is the same for every kind. */
const COMMON_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

const REFERENCE = '#/$defs/';
const UNKNOWN_MAP: JSONSchema = { tsType: 'Readonly<Record<string, unknown>>' };

/** The id of the shape that a definition refers to, if it is a reference. */
export function referencedId(definition: unknown): string | undefined {
  // A field may be called $ref too; then it has a schema, not a string.
  if (!isRecord(definition) || typeof definition.$ref !== 'string') return undefined;
  return definition.$ref.slice(REFERENCE.length);
}

export function referenceTo(name: string): JSONSchema {
  return { $ref: REFERENCE + name };
}

/** Finds the shapes of a group's kinds; kinds are taken in the order given. */
export function collectShapes(kinds: readonly CrdKind[]): GroupShapes {
  const collector = new ShapeCollector();
  const props = kinds.map(({ kind, schema }): [string, JSONSchema] => {
    const fields = Object.entries(schema.properties ?? {}).filter(([name]) => !COMMON_FIELDS.has(name));
    return [kind, collector.fields({ ...schema, properties: Object.fromEntries(fields) }, kind)];
  });
  const group = { shapes: collector.shapes, props: new Map(props) };
  findUses(group);
  return group;
}

/** Lists the fields of every shape once, however often the shape itself occurs. */
function findUses({ shapes, props }: GroupShapes): void {
  const visit = (definition: JSONSchema, kind: string, parent: Shape | undefined): void => {
    for (const [field, type] of Object.entries(definition.properties ?? {})) {
      for (const id of partsOf(type)) {
        const shape = shapes.get(id);
        if (shape === undefined) continue;
        const known = shape.uses.length > 0;
        shape.uses.push({ parent, kind, field });
        if (!known) visit(shape.definition, kind, shape);
      }
    }
  };
  for (const [kind, definition] of props) visit(definition, kind, undefined);
}

/** Translates schemas, and gives equal objects one id. */
class ShapeCollector {
  readonly shapes = new Map<string, Shape>();
  private readonly idByText = new Map<string, string>();

  /** An object with its named fields, which the caller decides to share or not. */
  fields(schema: CrdSchema, where: string): JSONSchema {
    const properties = Object.entries(schema.properties ?? {});
    return {
      type: 'object',
      properties: Object.fromEntries(properties.map(([name, field]) => [name, this.type(field, `${where}/${name}`)])),
      // The API server fills in defaults before it looks for missing fields, so an author may leave those out.
      required: (schema.required ?? []).filter((name) => {
        const field = schema.properties?.[name];
        return field !== undefined && field.default === undefined;
      }),
      additionalProperties: schema['x-kubernetes-preserve-unknown-fields'] === true,
    };
  }

  private type(schema: CrdSchema, where: string): JSONSchema {
    // An enum with a null lists it; without one, null is refused even where the field is nullable.
    if (schema.enum !== undefined) return { enum: [...schema.enum] };
    const type = this.nonNullType(schema, where);
    return schema.nullable === true ? { anyOf: [type, { type: 'null' }] } : type;
  }

  private nonNullType(schema: CrdSchema, where: string): JSONSchema {
    if (schema['x-kubernetes-int-or-string'] === true) return { type: ['number', 'string'] };
    switch (schema.type) {
      case 'string':
      case 'boolean':
      case 'number':
        return { type: schema.type };
      case 'integer':
        return { type: 'number' };
      case 'array':
        if (schema.items === undefined) throw new ImportError(`${where}: a list must say what its items are`);
        return { type: 'array', items: this.type(schema.items, where) };
      case 'object':
        return this.objectType(schema, where);
      default:
        if (schema['x-kubernetes-preserve-unknown-fields'] === true) return { tsType: 'unknown' };
        throw new ImportError(`${where}: a schema must have a type`);
    }
  }

  private objectType(schema: CrdSchema, where: string): JSONSchema {
    const named = Object.keys(schema.properties ?? {}).length > 0;
    const { additionalProperties: values = false } = schema;
    if (values !== false) {
      if (named) throw new ImportError(`${where}: properties and additionalProperties exclude each other`);
      return values === true ? UNKNOWN_MAP : { type: 'object', additionalProperties: this.type(values, where) };
    }
    if (named) return this.share(this.fields(schema, where));
    if (schema['x-kubernetes-preserve-unknown-fields'] === true) return UNKNOWN_MAP;
    // The API server prunes every field, so that only {} means what it says.
    return { tsType: 'Readonly<Record<string, never>>' };
  }

  private share(definition: JSONSchema): JSONSchema {
    const text = JSON.stringify(definition);
    const id = this.idByText.get(text) ?? `shape${this.shapes.size}`;
    if (!this.idByText.has(text)) {
      this.idByText.set(text, id);
      this.shapes.set(id, { id, definition, uses: [] });
    }
    return referenceTo(id);
  }
}

/** Ids of the shapes that a field's type names: of the items of a list, of the values of a map. */
function partsOf(type: JSONSchema): readonly string[] {
  const id = referencedId(type);
  if (id !== undefined) return [id];
  const { items, additionalProperties, anyOf = [] } = type;
  return [items, additionalProperties, ...anyOf].flatMap((part) => (isRecord(part) ? partsOf(part) : []));
}
