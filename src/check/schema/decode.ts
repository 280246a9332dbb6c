import { didYouMean } from '../../model/suggest';
import { location, Segment } from './field-path';
import type { SchemaProblem } from './problem';
import type { SchemaNode } from './schema-node';
import { ENVELOPE_FIELDS } from './structural';

/** What an API server makes of a value before it validates it. */
export interface Decoded {
  /** The value itself where nothing had to change. */
  readonly value: unknown;
  /** Fields that strict validation does not know. */
  readonly unknown: readonly SchemaProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Drops unknown fields, naming them, and nulls that are not nullable; fills in defaults.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
 */
export function decode(root: SchemaNode, object: object): Decoded {
  const decoder = new Decoder();
  const value = decoder.fields(object as Fields, root, true);
  return { value, unknown: decoder.unknown };
}

class Decoder {
  readonly unknown: SchemaProblem[] = [];
  private readonly path: Segment[] = [];

  /** @param node undefined where nothing below is known */
  private decoded(value: unknown, node: SchemaNode | undefined): unknown {
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? this.items(value, node) : this.fields(value as Fields, node, false);
  }

  fields(object: Fields, node: SchemaNode | undefined, isRoot: boolean): unknown {
    let changed: Record<string, unknown> | undefined;
    const change = (): Record<string, unknown> => (changed ??= { ...object });
    for (const name in object) {
      const value = object[name];
      if ((isRoot || node?.isEmbedded === true) && ENVELOPE_FIELDS.has(name)) continue;
      const child = node?.child(name);
      if (child === undefined && node?.keepsUnknown !== true) {
        // A map of anything keeps its keys, but nothing that is in its values.
        if (node?.schema.additionalProperties !== true) {
          this.tellUnknown(name, node);
          // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- of a copy
          delete change()[name];
          continue;
        }
      } else if (child === undefined) {
        continue;
      }
      if (value === null && child !== undefined && !child.isNullable) {
        if (child.schema.default === undefined || child.schema.default === null) {
          // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- of a copy
          delete change()[name];
        } else {
          change()[name] = withDefaults(child.schema.default, child);
        }
        continue;
      }
      if (typeof value !== 'object' || value === null) continue;
      this.path.push(name);
      const result = this.decoded(value, child);
      this.path.pop();
      if (result !== value) change()[name] = result;
    }
    for (const [name, child] of node?.defaults ?? []) {
      if (!Object.hasOwn(changed ?? object, name)) change()[name] = withDefaults(child.schema.default, child);
    }
    return changed ?? object;
  }

  private items(items: readonly unknown[], node: SchemaNode | undefined): unknown {
    const ofItems = node?.items;
    if (ofItems === undefined && node?.keepsUnknown === true) return items;
    let changed: unknown[] | undefined;
    for (const [i, item] of items.entries()) {
      let result = item;
      if (item === null) {
        if (ofItems?.isNullable === false && ofItems.schema.default !== undefined) {
          result = withDefaults(ofItems.schema.default, ofItems);
        }
      } else if (typeof item === 'object') {
        this.path.push(i);
        result = this.decoded(item, ofItems);
        this.path.pop();
      }
      if (result !== item) (changed ??= [...items])[i] = result;
    }
    return changed ?? items;
  }

  private tellUnknown(name: string, node: SchemaNode | undefined): void {
    const hint = didYouMean(name, node?.fields ?? []);
    const message = `unknown field "${name}"${hint}`;
    this.unknown.push({ code: 'UnknownField', ...location([...this.path, name]), message });
  }
}

/** A default may itself have fields that have defaults. */
function withDefaults(value: unknown, node: SchemaNode): unknown {
  return node.has('defaults') && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Decoder().fields(value as Fields, node, false)
    : value;
}
