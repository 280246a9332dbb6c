import type { Choice, ChoiceKeyword, SchemaNode } from './schema-node';
import type { StructuralSchema } from './structural';

/** Whether a node has nothing against a value. */
export type Accepts = (node: SchemaNode, value: unknown) => boolean;

/** How many of the branches accept a value. */
export function takenBy(value: unknown, branches: readonly SchemaNode[], accepts: Accepts): number {
  let taken = 0;
  for (const branch of branches) if (accepts(branch, value)) taken++;
  return taken;
}

/** Istio says by `oneOf: [{not: {anyOf}}, {required: [a]}, {required: [b]}]` that of several fields one may be set. */
export function unmetChoice(schema: StructuralSchema, keyword: ChoiceKeyword): string {
  const branches = [schema[keyword] ?? []].flat();
  const fields = [...new Set(branches.flatMap(({ required = [] }) => required))];
  if (keyword === 'not') return fields.length === 0 ? 'has what is excluded' : `${list(fields)} may not be set`;
  if (fields.length === 0 || keyword === 'allOf') return `does not match ${WANTED[keyword]} of its alternatives`;
  const optional = branches.some(({ required }) => required === undefined);
  return `${optional ? 'at most one' : WANTED[keyword]} of the fields ${list(fields)} may be set`;
}

const WANTED = { oneOf: 'exactly one', anyOf: 'at least one', allOf: 'all' } as const;

function list(fields: readonly string[]): string {
  return fields.join(', ');
}

/**
 * The branches whose complaints an API server lists of a choice that is not met: all that fail of `allOf`, and of other
 * choices the one that came nearest, unless too many accept the value.
 */
export function blamedBranches({ keyword, branches }: Choice, value: unknown, accepts: Accepts): readonly SchemaNode[] {
  const failed = branches.filter((branch) => !accepts(branch, value));
  if (keyword === 'allOf') return failed;
  const nearest = keyword === 'not' || failed.length < branches.length ? undefined : nearestOf(failed, value, accepts);
  return nearest === undefined ? [] : [nearest];
}

function nearestOf(branches: readonly SchemaNode[], value: unknown, accepts: Accepts): SchemaNode | undefined {
  let nearest: SchemaNode | undefined;
  let most = -1;
  for (const branch of branches) {
    const count = matches(branch, value, accepts);
    if (count > most) [nearest, most] = [branch, count];
  }
  return nearest;
}

/** How near a value comes to a node, as kube-openapi counts: by the checks that apply, whatever most of them say. */
function matches(node: SchemaNode, value: unknown, accepts: Accepts): number {
  if (value === null) return node.types.length === 0 || node.isNullable ? 1 : 0;
  let count = 4 + matchesOfChoices(node, value, accepts); // of choices, of the enumeration, and of the whole
  if (node.types.length > 0 || node.hasFormat !== undefined) count += fitsOnServer(node, value) ? 2 : 1;
  if (typeof value === 'string') return count + (node.hasFormat === undefined ? 1 : 2);
  if (typeof value === 'number') return count + 2;
  if (typeof value !== 'object') return count;
  const parts: [SchemaNode | undefined, unknown][] = Array.isArray(value)
    ? value.map((item): [SchemaNode | undefined, unknown] => [node.items, item])
    : Object.entries(value).map(([name, child]) => [node.child(name), child]);
  const below = parts.reduce(
    (sum, [child, part]) => sum + (child === undefined ? 0 : matches(child, part, accepts)),
    0,
  );
  return count + below + (Array.isArray(value) ? 2 : 1);
}

function matchesOfChoices({ choices }: SchemaNode, value: unknown, accepts: Accepts): number {
  let count = 0;
  for (const { keyword, branches } of choices) {
    if (keyword === 'not') continue;
    const taken = branches.filter((branch) => accepts(branch, value));
    const counted =
      keyword === 'allOf'
        ? branches
        : taken.length === 0
          ? [nearestOf(branches, value, accepts)]
          : keyword === 'oneOf' && taken.length > 1
            ? []
            : [taken[0]];
    for (const branch of counted) if (branch !== undefined) count += matches(branch, value, accepts);
  }
  return count;
}

/**
 * Whether an API server finds the type right. A format makes it take texts and, surely by mistake, arrays, whatever the
 * type is, unless that is a number; and nothing else where there is no type.
 */
export function fitsOnServer(node: SchemaNode, value: unknown): boolean {
  if (node.hasFormat === undefined) return node.isOfType(value);
  const isTextOrList = typeof value === 'string' || Array.isArray(value);
  if (node.types.length === 0) return isTextOrList;
  const isNumber = node.types.some((type) => type === 'number' || type === 'integer');
  return (isTextOrList && !isNumber) || node.isOfType(value);
}
