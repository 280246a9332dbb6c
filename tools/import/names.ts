import type { Shape } from './shapes';

/** Names that a group file imports or relies on. */
const RESERVED = ['CustomResource', 'CustomResourceProps', 'Construct', 'Readonly', 'Record'];

/** Names that the documentation of Kubernetes and Istio has for objects with exactly these fields. */
const DOCUMENTED: ReadonlyMap<string, string> = new Map([
  ['exact,prefix,regex', 'StringMatch'],
  ['matchExpressions,matchLabels', 'LabelSelector'],
  ['key,operator,values', 'LabelSelectorRequirement'],
]);

/**
 * Names the shapes of a group: `VirtualServiceHttpMatch` for what stands in `VirtualService.spec.http[].match[]`.
 *
 * A name is the kind followed by as few of the last fields of the path as tell the shape from all others. A shape of
 * several kinds has no kind in its name, but two fields if they agree on two: `ConnectionPoolTcp`. When shapes want one
 * name, it belongs to the one whose whole path it spells; without such, all get longer ones, so that no name depends
 * on the order in which shapes are found.
 *
 * @returns names by shape id; each is unique, also among the kinds and their props
 */
export function nameShapes(shapes: ReadonlyMap<string, Shape>, kinds: readonly string[]): ReadonlyMap<string, string> {
  const names = nameSpecs(shapes);
  const taken = new Set([...RESERVED, ...kinds.flatMap((kind) => [kind, `${kind}Props`, `${kind}Spec`])]);
  const owners = ownership(names);
  const paths = typicalPaths();
  let waiting = [...shapes.values()]
    .filter(({ id }) => !names.has(id))
    .map((shape) => candidates(shape, owners(shape), paths(shape)));
  const holders = new Map(waiting.map(({ id, whole }) => [whole, id]));
  for (let round = 0; waiting.length > 0; round++) {
    const claims = waiting.map(({ id, name }) => ({ id, name: name(round) }));
    const demand = new Map<string, number>();
    for (const { name } of claims) demand.set(name, (demand.get(name) ?? 0) + 1);
    for (const { id, name } of claims) {
      const holder = holders.get(name);
      const free = holder === undefined ? demand.get(name) === 1 : holder === id;
      if (free && !taken.has(name)) names.set(id, name);
    }
    for (const name of demand.keys()) taken.add(name);
    waiting = waiting.filter(({ id }) => !names.has(id));
  }
  return names;
}

/** Specs have the name of their kind; where two kinds share one, the kind with the shortest name gives it. */
function nameSpecs(shapes: ReadonlyMap<string, Shape>): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, uses } of shapes.values()) {
    const kinds = uses.filter(({ parent, field }) => parent === undefined && field === 'spec').map(({ kind }) => kind);
    const [kind] = kinds.sort(byLength);
    if (kind !== undefined) names.set(id, `${kind}Spec`);
  }
  return names;
}

/**
 * Tells whose shape it is: the kind that has all its uses, `''` where there are several. A spec that kinds share counts
 * as one kind, so that `Issuer` owns what `Issuer` and `ClusterIssuer` have in common.
 */
function ownership(specs: ReadonlyMap<string, string>): (shape: Shape) => string {
  const owner = memoize((shape: Shape): string => {
    const spec = specs.get(shape.id);
    if (spec !== undefined) return spec.slice(0, -'Spec'.length);
    const owners = new Set(shape.uses.map(({ parent, kind }) => (parent === undefined ? kind : owner(parent))));
    const [only = ''] = owners;
    return owners.size === 1 ? only : '';
  });
  return owner;
}

/** Where a shape stands: the fields that lead to it, without `spec`. */
interface Path {
  readonly kind: string;
  readonly fields: readonly string[];
}

/**
 * The paths of a shape by the field name that most of its uses have, the shortest first: a `destination` is called so
 * though a `mirror` is one too. What lies above the field is the typical path of its parent.
 */
function typicalPaths(): (shape: Shape) => readonly Path[] {
  const paths = memoize((shape: Shape): readonly Path[] => {
    const all = shape.uses.map(({ parent, kind, field }): Path => {
      const [above] = parent === undefined ? [] : paths(parent);
      return { kind: above?.kind ?? kind, fields: [...(above?.fields ?? []).filter(isBelowSpec), field] };
    });
    const fieldOf = ({ fields }: Path): string => fields.at(-1) ?? '';
    const count = new Map<string, number>();
    for (const path of all) count.set(fieldOf(path), (count.get(fieldOf(path)) ?? 0) + 1);
    const [common] = [...count].sort(([a, x], [b, y]) => y - x || byLength(a, b)).map(([field]) => field);
    const text = ({ kind, fields }: Path): string => [kind, ...fields].join('/');
    return all.filter((path) => fieldOf(path) === common).sort((a, b) => byLength(text(a), text(b)));
  });
  return paths;
}

function isBelowSpec(field: string, depth: number): boolean {
  return depth > 0 || field !== 'spec';
}

/** What a shape may be called. */
interface Candidates {
  readonly id: string;
  /** The kind and all fields of the path. */
  readonly whole: string;
  /** The name to try in a round; they never run out. */
  readonly name: (round: number) => string;
}

function candidates({ id, definition }: Shape, owner: string, paths: readonly Path[]): Candidates {
  const [{ kind, fields } = { kind: '', fields: [] }] = paths;
  const names: string[] = [];
  const documented = DOCUMENTED.get(Object.keys(definition.properties ?? {}).join());
  if (documented !== undefined) names.push(documented);
  for (let length = owner === '' ? Math.min(2, agreedLength(paths)) : 1; length <= fields.length; length++) {
    names.push(owner + typeName(fields.slice(-length)));
  }
  const whole = (owner || kind) + typeName(fields);
  names.push(whole);
  const last = `${whole}_${id.replace(/\D/g, '')}`;
  return { id, whole, name: (round) => names[round] ?? last.padEnd(last.length + round - names.length, '_') };
}

/** How many of their last fields all paths have in common. */
function agreedLength([first, ...others]: readonly Path[]): number {
  const fields = first?.fields ?? [];
  const differs = (i: number): boolean => others.some((other) => other.fields.at(-i) !== fields.at(-i));
  let length = 0;
  while (length < fields.length && !differs(length + 1)) length++;
  return length;
}

/**
 * Spells fields as json-schema-to-typescript does: `['http', 'x-header']` is `HttpXHeader`. A field that repeats the one
 * above it stands for both: `['tcp', 'tcpKeepalive']` is `TcpKeepalive`.
 */
function typeName(fields: readonly string[]): string {
  const words = fields.map((field) =>
    field
      .split(/[^A-Za-z0-9]+/)
      .map(capitalize)
      .join(''),
  );
  return words
    .filter((word, i) => !words[i + 1]?.startsWith(word))
    .join('')
    .replace(/\d[a-z]/g, (match) => match.toUpperCase());
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.has(key) ? (known.get(key) as V) : compute(key);
    known.set(key, value);
    return value;
  };
}

function byLength(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
