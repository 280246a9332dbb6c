/** What a package of Rego says by the names that conftest understands, and which input it is written for. */
export interface RegoPackage {
  /** As it is referred to: `["main"]`, `["istio", "policies", "route_timeout"]`. */
  readonly path: readonly string[];
  /** `deny`, `warn_privileged`, …: sorted. */
  readonly rules: readonly string[];
  /** Whether it has rules that say which of them do not hold, in conftest's way. */
  readonly hasExceptions: boolean;
  readonly input: PolicyInputShape;
}

/** One object after the other, all at once as an array, or all at once as `conftest --combine` has them. */
export type PolicyInputShape = 'object' | 'objects' | 'combined';

/** As opa's `rego.parse_module` has it, in part. */
export interface RegoModule {
  readonly package: { readonly path: readonly RegoTerm[] };
  readonly imports?: unknown;
  readonly rules?: readonly RegoRule[];
}

interface RegoRule {
  readonly head: { readonly name?: string; readonly ref?: readonly RegoTerm[]; readonly args?: unknown };
}

export interface RegoTerm {
  readonly type: string;
  readonly value: unknown;
}

/** @see https://www.conftest.dev/#evaluating-policies */
const RULE = /^(deny|violation|warn)(_[a-zA-Z0-9]+)*$/;

/**
 * The packages that say something. Their input follows from how they, and what they import, read it: a list is gone through
 * (`input[_]`, `some object in input`, `is_array(input)`), an object has fields (`input.kind`), and only what conftest combines has `contents`.
 */
export function regoPackages(modules: readonly RegoModule[]): readonly RegoPackage[] {
  const sources = new Map<string, Source>();
  for (const module of modules) {
    const path = pathOf(module.package.path);
    const key = path.join('.');
    const source = sources.get(key) ?? { path, rules: new Set(), reads: newReads(), imports: [] };
    sources.set(key, source);
    for (const { head } of module.rules ?? []) if (head.args === undefined) source.rules.add(nameOf(head));
    visit(module.imports, source);
    visit(module.rules, source);
  }
  const all = [...sources.values()];
  return all
    .map((source) => ({
      path: source.path,
      rules: [...source.rules].filter((rule) => RULE.test(rule)).sort(),
      hasExceptions: source.rules.has('exception'),
      input: shapeOf(withImports(source, all)),
    }))
    .filter(({ rules }) => rules.length > 0)
    .sort((one, other) => (one.path.join('.') < other.path.join('.') ? -1 : 1));
}

interface Source {
  readonly path: readonly string[];
  readonly rules: Set<string>;
  readonly reads: Reads;
  /** Packages and rules of packages. */
  readonly imports: (readonly string[])[];
}

/** How the input is read. */
interface Reads {
  asList: boolean;
  asObject: boolean;
  /** `input[x]`, where x may be an index or a field. */
  asEither: boolean;
  contents: boolean;
}

function newReads(): Reads {
  return { asList: false, asObject: false, asEither: false, contents: false };
}

function shapeOf(reads: readonly Reads[]): PolicyInputShape {
  const some = (key: keyof Reads): boolean => reads.some((read) => read[key]);
  if (!some('asList') && (some('asObject') || !some('asEither'))) return 'object';
  return some('contents') ? 'combined' : 'objects';
}

/** What a package reads, and all that it imports or refers to, by and by. */
function withImports(source: Source, all: readonly Source[]): readonly Reads[] {
  const seen = new Set([source]);
  for (const { imports } of seen) {
    for (const path of imports) {
      for (const other of all) if (isOnWay(other.path, path)) seen.add(other);
    }
  }
  return [...seen].map(({ reads }) => reads);
}

/** Whether one of them is a part of the other. */
function isOnWay(one: readonly string[], other: readonly string[]): boolean {
  return one.slice(0, other.length).every((name, index) => name === other[index]);
}

function visit(node: unknown, source: Source): void {
  if (typeof node !== 'object' || node === null) return;
  if (isRef(node)) visitRef(node.value, source);
  if (isString(node) && node.value === 'contents') source.reads.contents = true;
  if (Array.isArray(node) && isGoingThrough(node)) source.reads.asList = true;
  if ('domain' in node && isInput(node.domain)) source.reads.asList = true;
  for (const child of Object.values(node)) visit(child, source);
}

function visitRef(ref: readonly RegoTerm[], { reads, imports }: Source): void {
  const [root, next] = ref;
  if (root?.value === 'data') imports.push(pathOf(ref));
  if (root?.value !== 'input' || next === undefined) return;
  if (isString(next)) reads.asObject = true;
  else if (next.type === 'number' || isWildcard(next)) reads.asList = true;
  else reads.asEither = true;
}

/** A call of what goes through a list with the input, or of what asks whether it is one. */
function isGoingThrough([called, ...args]: readonly unknown[]): boolean {
  if (!isRef(called)) return false;
  const name = called.value.map(({ value }) => value).join('.');
  return ['internal.member_2', 'internal.member_3', 'is_array'].includes(name) && args.some(isInput);
}

function isInput(node: unknown): boolean {
  return isRef(node) && node.value.length === 1 && node.value[0]?.value === 'input';
}

function isRef(node: unknown): node is { readonly value: readonly RegoTerm[] } {
  return isTerm(node) && node.type === 'ref';
}

function isString(node: unknown): node is { readonly value: string } {
  return isTerm(node) && node.type === 'string';
}

/** As opa names each `_`. */
function isWildcard({ type, value }: RegoTerm): boolean {
  return type === 'var' && String(value).startsWith('$');
}

function isTerm(node: unknown): node is RegoTerm {
  return typeof node === 'object' && node !== null && 'type' in node && 'value' in node;
}

/** Without the `data` that it starts with. */
function pathOf(terms: readonly RegoTerm[]): string[] {
  const end = terms.findIndex((term, index) => index > 0 && !isString(term));
  return terms.slice(1, end < 0 ? undefined : end).map(({ value }) => String(value));
}

function nameOf({ name, ref = [] }: RegoRule['head']): string {
  return name ?? String(ref[0]?.value);
}
