import { didYouMean } from '../../model/suggest';
import { blamedBranches, fitsOnServer, takenBy, unmetChoice } from './choice';
import { location, Segment, shown } from './field-path';
import type { ProblemCode, SchemaProblem } from './problem';
import type { SchemaNode } from './schema-node';

/**
 * How a value is judged: by its `shape` alone, unknown fields included, as it comes; or as a `server` validates what it
 * has decoded, with formats and with all that it lists of one mistake.
 */
type Judge = 'shape' | 'server';

/** Collects problems on a walk, which says where it is. */
class Walk {
  problems: SchemaProblem[] = [];
  path: Segment[] = [];
  hasProblems = false;

  /** @param asks whether there are any, as for a branch: nobody reads what exactly is wrong with those not taken */
  constructor(
    readonly judge: Judge,
    private readonly asks: 'what' | 'whether',
  ) {}

  /** Notes that something is wrong, and says whether anybody wants to be told what. */
  refuses(): boolean {
    this.hasProblems = true;
    return this.asks === 'what';
  }

  tell(code: ProblemCode, message: string, implied: readonly SchemaProblem[] = []): void {
    this.problems.push({ code, ...location(this.path), message, ...(implied.length > 0 && { implied }) });
  }

  /** Tells of a field of the value where the walk is; the pointer leads to what is there. */
  tellOfField(code: ProblemCode, field: string, message: string): void {
    const { pointer } = location(this.path);
    this.problems.push({
      code,
      ...location([...this.path, field]),
      ...(code === 'FieldValueRequired' && { pointer }),
      message,
    });
  }

  /** The problems that something finds, apart from the others. */
  aside(find: () => void): readonly SchemaProblem[] {
    const { problems } = this;
    this.problems = [];
    find();
    const found = this.problems;
    this.problems = problems;
    return found;
  }
}

/** What the shape of a value has against it, from the outside in. */
export function shapeProblems(node: SchemaNode, value: unknown): readonly SchemaProblem[] {
  return problemsOf(node, value, 'shape');
}

/** What an API server's validation of types and bounds has against a value that was decoded. */
export function typeProblems(node: SchemaNode, value: unknown): readonly SchemaProblem[] {
  return problemsOf(node, value, 'server');
}

function problemsOf(node: SchemaNode, value: unknown, judge: Judge): readonly SchemaProblem[] {
  const walk = new Walk(judge, 'what');
  visit(node, value, walk);
  return walk.problems;
}

function acceptsAs(judge: Judge): (node: SchemaNode, value: unknown) => boolean {
  return (node, value) => {
    const walk = new Walk(judge, 'whether');
    visit(node, value, walk);
    return !walk.hasProblems;
  };
}

const ACCEPTS = { shape: acceptsAs('shape'), server: acceptsAs('server') } as const;

function visit(node: SchemaNode, value: unknown, walk: Walk): void {
  if (value === null) {
    visitNull(node, walk);
    return;
  }
  const isRight = walk.judge === 'shape' ? node.isOfType(value) : fitsOnServer(node, value);
  if (isRight) {
    visitValue(node, value, walk);
  } else if (walk.refuses()) {
    const implied =
      walk.judge === 'shape'
        ? []
        : walk.aside(() => {
            visitValue(node, value, walk);
          });
    walk.tell('FieldValueTypeInvalid', `${shown(value)} is not of type ${node.types.join(' or ')}`, implied);
  }
}

/** Enumerations have no null, even where they list it. */
function visitNull(node: SchemaNode, walk: Walk): void {
  if (!node.isNullable && node.types.length > 0 && walk.refuses()) {
    walk.tell('FieldValueTypeInvalid', `null is not of type ${node.types.join(' or ')}`);
  }
  if (node.schema.enum !== undefined && walk.refuses()) {
    walk.tell('FieldValueNotSupported', `null is none of ${node.schema.enum.map(String).join(', ')}`);
  }
}

function visitValue(node: SchemaNode, value: unknown, walk: Walk): void {
  for (const assertion of node.assertions) {
    const complaint = assertion(value);
    if (complaint !== undefined && walk.refuses()) walk.tell(complaint.code, `${shown(value)} ${complaint.words}`);
  }
  if (walk.judge === 'server' && typeof value === 'string' && node.hasFormat?.(value) === false && walk.refuses()) {
    walk.tell('FieldValueTypeInvalid', `${shown(value)} is not of the format ${node.schema.format!}`);
  }
  if (node.choices.length > 0) visitChoices(node, value, walk);
  if (Array.isArray(value)) visitItems(node, value, walk);
  else if (typeof value === 'object') visitFields(node, value as Readonly<Record<string, unknown>>, walk);
}

function visitChoices(node: SchemaNode, value: unknown, walk: Walk): void {
  const accepts = ACCEPTS[walk.judge];
  for (const choice of node.choices) {
    // The branches of an int-or-string only repeat its two types.
    if (node.isIntOrString && walk.judge === 'shape') continue;
    if (choice.isRight(takenBy(value, choice.branches, accepts), choice.branches.length) || !walk.refuses()) continue;
    const implied =
      walk.judge === 'shape'
        ? []
        : walk.aside(() => {
            for (const branch of blamedBranches(choice, value, accepts)) visit(branch, value, walk);
          });
    walk.tell('FieldValueInvalid', unmetChoice(node.schema, choice.keyword), implied);
  }
}

function visitItems(node: SchemaNode, items: readonly unknown[], walk: Walk): void {
  const ofItems = node.items;
  if (ofItems === undefined) return;
  for (let i = 0; i < items.length; i++) {
    walk.path.push(i);
    visit(ofItems, items[i], walk);
    walk.path.pop();
  }
}

function visitFields(node: SchemaNode, object: Readonly<Record<string, unknown>>, walk: Walk): void {
  for (const field of node.required) {
    if (!Object.hasOwn(object, field) && walk.refuses()) {
      walk.tellOfField('FieldValueRequired', field, `the field "${field}" is missing`);
    }
  }
  const { fields } = node;
  if (fields !== undefined && walk.judge === 'shape') {
    for (const field in object) {
      if (fields.has(field) || !walk.refuses()) continue;
      walk.tellOfField('UnknownField', field, `unknown field "${field}"${didYouMean(field, fields)}`);
    }
  }
  for (const field in object) {
    const child = node.child(field);
    if (child === undefined) continue;
    walk.path.push(field);
    visit(child, object[field], walk);
    walk.path.pop();
  }
}
