import { location, Segment, shown } from './field-path';
import type { SchemaProblem } from './problem';
import type { SchemaNode } from './schema-node';
import { visitFeature } from './visit-feature';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Items of lists of the types `set` and `map` that are there more than once. As an API server does, of each the second
 * alone.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function duplicateItems(root: SchemaNode, object: unknown): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  visitFeature('unique items', root, object, (node, value, path) => {
    if (Array.isArray(value)) judge(node, value, path, problems);
  });
  return problems;
}

function judge(
  { schema }: SchemaNode,
  items: readonly unknown[],
  path: readonly Segment[],
  problems: SchemaProblem[],
): void {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return;
  const stranger = type === 'map' ? items.findIndex((item) => !isMapItem(item)) : -1;
  if (stranger >= 0) {
    const message = `${shown(items[stranger])} must be an object, as an item of a list of the type map`;
    problems.push({ code: 'FieldValueInvalid', ...location([...path, stranger]), message });
  } else if (items.length > 1) {
    const keys = type === 'set' ? items : items.map((item) => keyOf(item, schema['x-kubernetes-list-map-keys']!));
    for (const index of seconds(keys)) {
      const message = `${shown(keys[index])} is there twice`;
      problems.push({ code: 'FieldValueDuplicate', ...location([...path, index]), message });
    }
  }
}

function isMapItem(item: unknown): boolean {
  return item === null || (typeof item === 'object' && !Array.isArray(item));
}

function keyOf(item: unknown, names: readonly string[]): Fields {
  const fields = (item ?? {}) as Fields;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]]));
}

/** Indices of the values that are there for the second time. */
function seconds(values: readonly unknown[]): number[] {
  const times = new Map<string, number>();
  const found: number[] = [];
  for (const [i, value] of values.entries()) {
    const key = typeof value === 'string' ? `"${value}` : canonical(value);
    const count = (times.get(key) ?? 0) + 1;
    times.set(key, count);
    if (count === 2) found.push(i);
  }
  return found;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
