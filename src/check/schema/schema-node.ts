import { jsonPointer } from '../../model/json-pointer';
import { didYouMean } from '../../model/suggest';
import { Assertion, assertionsOf } from './assertions';
import { knownFields, StructuralSchema } from './structural';

/** One thing that the schema of a kind refuses. */
export interface SchemaProblem {
  /** JSON pointer into the object. */
  readonly pointer: string;
  readonly message: string;
}

/** Collects problems on a walk, which says where it is. */
class Walk {
  readonly problems: SchemaProblem[] = [];
  readonly path: (string | number)[] = [];
  hasProblems = false;

  /** @param asks whether there are any, as for a branch: nobody reads what exactly is wrong with those not taken */
  constructor(private readonly asks: 'what' | 'whether') {}

  /** Notes that something is wrong, and says whether anybody wants to be told what. */
  refuses(): boolean {
    this.hasProblems = true;
    return this.asks === 'what';
  }

  tell(message: string, ...below: readonly string[]): void {
    this.problems.push({ pointer: jsonPointer([...this.path, ...below]), message });
  }
}

/**
 * A structural schema, ready to be walked along values: it takes what an API server with strict field validation takes,
 * CEL rules and formats aside. Unknown fields are refused unless the schema preserves them, `nullable` admits null, and
 * int-or-string both types.
 *
 * An interpreter of our own: structural schemas are a small dialect that JSON Schema validators have to be told in
 * translation, and to compile the three commonest kinds for ajv cost more time than to validate 15,000 objects here.
 * Nodes are made when a value first reaches them, since most objects use a small part of their schema.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export class SchemaNode {
  private readonly types: readonly string[];
  private readonly isNullable: boolean;
  private readonly assertions: readonly Assertion[];
  private readonly required: readonly string[];
  private readonly properties: Readonly<Record<string, StructuralSchema>>;
  private readonly fields: ReadonlySet<string> | undefined;
  private readonly choices: readonly Choice[];
  private readonly children = new Map<string, SchemaNode>();
  private ofOthers: SchemaNode | undefined;

  constructor(private readonly schema: StructuralSchema) {
    const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
    this.types = isIntOrString ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
    this.isNullable = schema.nullable === true;
    this.assertions = assertionsOf(schema);
    this.required = schema.required ?? [];
    this.properties = schema.properties ?? {};
    const fields = knownFields(schema);
    this.fields = fields === undefined ? undefined : new Set(fields);
    // The branches of an int-or-string only repeat its two types.
    this.choices = isIntOrString ? [] : choicesOf(schema);
  }

  /** All that is wrong with a value, from the outside in. */
  problems(value: unknown): readonly SchemaProblem[] {
    const walk = new Walk('what');
    this.visit(value, walk);
    return walk.problems;
  }

  /** Whether nothing is wrong with a value. */
  accepts(value: unknown): boolean {
    const walk = new Walk('whether');
    this.visit(value, walk);
    return !walk.hasProblems;
  }

  private visit(value: unknown, walk: Walk): void {
    if (value === null && this.isNullable) return;
    if (!isOfAnyType(value, this.types)) {
      if (walk.refuses()) walk.tell(`${shown(value)} is not of type ${this.types.join(' or ')}`);
      return;
    }
    for (const assertion of this.assertions) {
      const problem = assertion(value);
      if (problem !== undefined && walk.refuses()) walk.tell(`${shown(value)} ${problem}`);
    }
    for (const choice of this.choices) {
      const { keyword, branches, isRight } = choice;
      if (!isRight(takenBy(value, branches), branches.length) && walk.refuses()) {
        walk.tell(unmetChoice(this.schema, keyword));
      }
    }
    if (Array.isArray(value)) this.visitItems(value, walk);
    else if (typeof value === 'object' && value !== null) this.visitFields(value as Record<string, unknown>, walk);
  }

  private visitItems(items: readonly unknown[], walk: Walk): void {
    const node = this.others(this.schema.items);
    if (node === undefined) return;
    for (let i = 0; i < items.length; i++) {
      walk.path.push(i);
      node.visit(items[i], walk);
      walk.path.pop();
    }
  }

  private visitFields(object: Readonly<Record<string, unknown>>, walk: Walk): void {
    for (const field of this.required) {
      if (!Object.hasOwn(object, field) && walk.refuses()) walk.tell(`the field "${field}" is missing`);
    }
    const { fields } = this;
    if (fields !== undefined) {
      for (const field in object) {
        if (fields.has(field) || !walk.refuses()) continue;
        walk.tell(`unknown field "${field}"${didYouMean(field, fields)}`, field);
      }
    }
    for (const field in object) {
      const node = this.child(field);
      if (node === undefined) continue;
      walk.path.push(field);
      node.visit(object[field], walk);
      walk.path.pop();
    }
  }

  private child(field: string): SchemaNode | undefined {
    const known = this.children.get(field);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.properties, field)) return this.others(this.schema.additionalProperties);
    const node = new SchemaNode(this.properties[field]!);
    this.children.set(field, node);
    return node;
  }

  /** The node of all items of an array, or of all values of a map. */
  private others(schema: StructuralSchema | boolean | undefined): SchemaNode | undefined {
    return typeof schema === 'object' ? (this.ofOthers ??= new SchemaNode(schema)) : undefined;
  }
}

interface Choice {
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

type ChoiceKeyword = keyof typeof CHOICES;

function choicesOf(schema: StructuralSchema): Choice[] {
  return Object.entries(CHOICES).flatMap(([name, isRight]) => {
    const keyword = name as ChoiceKeyword;
    const branches = [schema[keyword] ?? []].flat();
    return branches.length === 0
      ? []
      : [{ keyword, branches: branches.map((branch) => new SchemaNode(branch)), isRight }];
  });
}

/** Istio says by `oneOf: [{not: {anyOf}}, {required: [a]}, {required: [b]}]` that of several fields one may be set. */
function unmetChoice(schema: StructuralSchema, keyword: ChoiceKeyword): string {
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

/** How many of the branches accept a value. */
function takenBy(value: unknown, branches: readonly SchemaNode[]): number {
  let taken = 0;
  for (const branch of branches) if (branch.accepts(value)) taken++;
  return taken;
}

/** Of any type where none is named. */
function isOfAnyType(value: unknown, types: readonly string[]): boolean {
  for (const type of types) if (isOfType(value, type)) return true;
  return types.length === 0;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
