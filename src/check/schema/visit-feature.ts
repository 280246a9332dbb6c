import { MapKey, Segment } from './field-path';
import type { SchemaNode } from './schema-node';
import type { Feature } from './structural';

/** @param path good for as long as the call lasts */
export type Visitor = (node: SchemaNode, value: unknown, path: readonly Segment[]) => void;

/**
 * Visits the parts of an object, itself first, whose schema has a feature or leads to one that has it; a part comes before
 * what is in it. There is nothing to visit in what is null.
 */
export function visitFeature(feature: Feature, root: SchemaNode, object: unknown, visitor: Visitor): void {
  visitPart(root, object, { feature, path: [], visitor });
}

interface Walk {
  readonly feature: Feature;
  readonly path: Segment[];
  readonly visitor: Visitor;
}

function visitPart(node: SchemaNode, value: unknown, walk: Walk): void {
  if (value === null || !node.has(walk.feature)) return;
  walk.visitor(node, value, walk.path);
  if (typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const { items } = node;
    // Most lists are of something else, and they may be long.
    if (items?.has(walk.feature) !== true) return;
    for (const [i, item] of value.entries()) {
      walk.path.push(i);
      visitPart(items, item, walk);
      walk.path.pop();
    }
    return;
  }
  for (const name in value) {
    const property = node.property(name);
    const below = property ?? node.values;
    if (below?.has(walk.feature) !== true) continue;
    walk.path.push(property === undefined ? new MapKey(name) : name);
    visitPart(below, (value as Readonly<Record<string, unknown>>)[name], walk);
    walk.path.pop();
  }
}
