import type { CelInput } from '@bufbuild/cel';
import { parseFormattedDuration } from '../go/duration';
import type { SchemaNode } from '../schema-node';
import { durationOf, timestampOf } from './time';

/** Names that CEL keeps for itself. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var ' +
    'void while'
  ).split(' '),
);

const ESCAPES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/**
 * How CEL rules spell the name of a field; undefined for names that they cannot spell.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#escaping
 */
export function escapeField(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  return name.replaceAll(/__|[./-]/g, (part) => ESCAPES[part]!);
}

const escaped = new Map<string, string | undefined>();

function escapedOnce(name: string): string | undefined {
  if (/^[a-zA-Z0-9]+$/.test(name) && !RESERVED.has(name)) return /^\d/.test(name) ? undefined : name;
  if (!escaped.has(name)) escaped.set(name, escapeField(name));
  return escaped.get(name);
}

/**
 * A value as CEL rules see it: integers are whole, times are times, and objects have the fields that their schema
 * names. Objects are looked into only as far as a rule asks.
 *
 * @throws Error where a rule cannot see the value
 */
export function celValue(value: unknown, node: SchemaNode): CelInput {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return numberOf(value, node);
  if (typeof value === 'string') return node.schema.format === undefined ? value : formatted(value, node);
  // A format lets arrays pass for texts, which rules then cannot read.
  if (!node.isOfType(value)) throw new Error(`invalid data, expected ${node.types.join(' or ')}`);
  if (Array.isArray(value)) return value.map((item) => celValue(item, node.items!));
  return new Fields(value as Readonly<Record<string, unknown>>, node);
}

function numberOf(value: number, node: SchemaNode): CelInput {
  if (!node.types.includes('integer')) return value;
  if (!Number.isInteger(value)) throw new Error('invalid data, expected int');
  return BigInt(value);
}

function formatted(text: string, { schema, isIntOrString }: SchemaNode): CelInput {
  if (isIntOrString) return text;
  switch (schema.format) {
    case 'byte':
      return Buffer.from(text, 'base64');
    case 'date':
    case 'date-time':
      return timestampOf(text);
    case 'duration':
      return durationOf(parseFormattedDuration(text)!);
    default:
      return text;
  }
}

/** The fields of an object, made into values of CEL when they are asked for. */
class Fields extends Map<string, CelInput> {
  private readonly names: ReadonlyMap<string, string>;

  constructor(
    private readonly object: Readonly<Record<string, unknown>>,
    private readonly node: SchemaNode,
  ) {
    super();
    this.names = namesOf(object, node);
  }

  override get size(): number {
    return this.names.size;
  }

  override has(name: string): boolean {
    return this.fieldNamed(name) !== undefined;
  }

  /** Names that CEL reserves can stand for fields unescaped as well. */
  private fieldNamed(name: string): string | undefined {
    return this.names.get(name) ?? (RESERVED.has(name) ? this.names.get(`__${name}__`) : undefined);
  }

  override get(name: string): CelInput | undefined {
    const field = this.fieldNamed(name);
    return field === undefined ? undefined : celValue(this.object[field], this.node.child(field)!);
  }

  override keys(): ReturnType<Map<string, CelInput>['keys']> {
    return this.names.keys();
  }

  override *entries(): ReturnType<Map<string, CelInput>['entries']> {
    for (const name of this.names.keys()) yield [name, this.get(name)!];
  }

  override *values(): ReturnType<Map<string, CelInput>['values']> {
    for (const name of this.names.keys()) yield this.get(name)!;
  }

  override [Symbol.iterator](): ReturnType<Map<string, CelInput>['entries']> {
    return this.entries();
  }
}

/** From the names of fields in CEL to their own; keys of maps are what they are. A field that is null is not there. */
function namesOf(object: Readonly<Record<string, unknown>>, node: SchemaNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const isMap = node.schema.properties === undefined;
  for (const field of Object.keys(object)) {
    const name = isMap ? field : escapedOnce(field);
    const isThere = isMap || object[field] !== null;
    if (name !== undefined && isThere && isVisible(node.child(field))) names.set(name, field);
  }
  return names;
}

/** Whether rules can see a value with this schema: it says a type, and so does what is inside. */
function isVisible(node: SchemaNode | undefined): boolean {
  if (node === undefined || node.types.length === 0) return false;
  return node.types[0] !== 'array' || isVisible(node.items);
}
