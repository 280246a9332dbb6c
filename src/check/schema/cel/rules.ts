import type { CelInput } from '@bufbuild/cel';
import { fieldName, location, MapKey, Segment, shown } from '../field-path';
import type { SchemaProblem } from '../problem';
import type { SchemaNode } from '../schema-node';
import type { ValidationRule } from '../structural';
import type { Program, Unsupported } from './program';
import { celValue } from './values';

export interface RuleProblems {
  readonly problems: readonly SchemaProblem[];
  /** Rules that could not be evaluated, in words. */
  readonly unchecked: readonly string[];
}

/**
 * What the CEL rules of a kind have against an object that is created, and has the right types.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function ruleProblems(root: SchemaNode, object: unknown): RuleProblems {
  const walk: Walk = { path: [], problems: [], unchecked: new Set() };
  visit(root, object, walk);
  return { problems: walk.problems, unchecked: [...walk.unchecked] };
}

interface Walk {
  readonly path: Segment[];
  readonly problems: SchemaProblem[];
  readonly unchecked: Set<string>;
}

function visit(node: SchemaNode, value: unknown, walk: Walk): void {
  if (value === null || !node.has('rules')) return;
  judge(node, value, walk);
  if (typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const { items } = node;
    if (items?.has('rules') !== true) return;
    for (const [i, item] of value.entries()) {
      walk.path.push(i);
      visit(items, item, walk);
      walk.path.pop();
    }
    return;
  }
  for (const name in value) {
    const property = node.property(name);
    const below = property ?? node.values;
    if (below?.has('rules') !== true) continue;
    walk.path.push(property === undefined ? new MapKey(name) : name);
    visit(below, (value as Readonly<Record<string, unknown>>)[name], walk);
    walk.path.pop();
  }
}

/** A rule, compiled. */
interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program: Program | Unsupported;
  /** What makes its message. */
  readonly message: Program | Unsupported | undefined;
  /** What it answered to texts: many objects have the same few. */
  readonly answers: Map<string, Answer>;
}

/** What is wrong by a rule, undefined when nothing; or that it failed. */
type Answer = { readonly wrong: string | undefined } | { readonly failed: string };

const ANSWERS_LIMIT = 1000;
const REMEMBERED_LENGTH = 200;

const rulesByNode = new WeakMap<SchemaNode, readonly CompiledRule[]>();
const programs = new Map<string, Program | Unsupported>();

function rulesOf(node: SchemaNode): readonly CompiledRule[] {
  const known = rulesByNode.get(node);
  if (known !== undefined) return known;
  const rules = (node.schema['x-kubernetes-validations'] ?? []).map((rule) => ({
    rule,
    program: compiled(rule.rule),
    message: rule.messageExpression === undefined ? undefined : compiled(rule.messageExpression),
    answers: new Map<string, Answer>(),
  }));
  rulesByNode.set(node, rules);
  return rules;
}

function compiled(expression: string): Program | Unsupported {
  let program = programs.get(expression);
  if (program === undefined) {
    // Loading the evaluator takes longer than synth does with a small fleet, which has no use for it.
    const { compile } = require('./program') as typeof import('./program');
    program = compile(expression);
    programs.set(expression, program);
  }
  return program;
}

function judge(node: SchemaNode, value: unknown, walk: Walk): void {
  let seen: CelInput | undefined;
  for (const compiledRule of rulesOf(node)) {
    const { rule, program, answers } = compiledRule;
    if ('unsupported' in program) {
      walk.unchecked.add(`the rule ${shown(rule.rule)} of ${fieldName(walk.path)}, which uses ${program.unsupported}`);
      continue;
    }
    // A rule on a transition has nothing to compare with when the object is new.
    if (program.usesOldSelf && rule.optionalOldSelf !== true) continue;
    const text = typeof value === 'string' && value.length <= REMEMBERED_LENGTH ? value : undefined;
    let answer = text === undefined ? undefined : answers.get(text);
    if (answer === undefined) {
      answer = answerOf(compiledRule, program, () => (seen ??= celValue(value, node)));
      if (answers.size >= ANSWERS_LIMIT) answers.clear();
      if (text !== undefined) answers.set(text, answer);
    }
    if ('failed' in answer) {
      const message = `the rule ${shown(rule.message ?? rule.rule)} fails: ${answer.failed}`;
      walk.problems.push({ code: 'FieldValueInvalid', ...location(walk.path), message });
    } else if (answer.wrong !== undefined) {
      walk.problems.push({
        code: rule.reason ?? 'FieldValueInvalid',
        ...placeOf(rule, walk.path),
        message: answer.wrong,
      });
    }
  }
}

function answerOf({ rule, message }: CompiledRule, program: Program, self: () => CelInput): Answer {
  let isRight: unknown;
  try {
    isRight = program.evaluate(self());
  } catch (error) {
    return { failed: (error as Error).message };
  }
  if (isRight === true) return { wrong: undefined };
  return { wrong: madeMessage(message, self) ?? rule.message?.trim() ?? `failed rule: ${rule.rule.trim()}` };
}

/** Undefined where the expression gives no message that an API server would show. */
function madeMessage(program: Program | Unsupported | undefined, self: () => CelInput): string | undefined {
  if (program === undefined || 'unsupported' in program) return undefined;
  try {
    const text = program.evaluate(self());
    const trimmed = typeof text === 'string' ? text.trim() : '';
    return trimmed === '' || trimmed.includes('\n') ? undefined : trimmed;
  } catch {
    return undefined;
  }
}

/** Where a rule points: to the value, or to a field below it, which need not be there. */
function placeOf({ fieldPath }: ValidationRule, path: readonly Segment[]): { field: string; pointer: string } {
  if (fieldPath === undefined) return location(path);
  const segments = [...fieldPath.matchAll(/\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/g)].map(
    ([, name, key]) => name ?? key!.replace(/\\(.)/g, '$1'),
  );
  const { pointer } = location(path);
  return { field: location([...path, ...segments]).field, pointer };
}
