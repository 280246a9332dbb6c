import type { CelInput } from '@bufbuild/cel';
import { fieldName, location, Segment, shown } from '../field-path';
import type { SchemaProblem } from '../problem';
import type { SchemaNode } from '../schema-node';
import type { ValidationRule } from '../structural';
import { visitFeature } from '../visit-feature';
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
  const found: Found = { problems: [], unchecked: new Set() };
  visitFeature('rules', root, object, (node, value, path) => {
    judge(node, value, path, found);
  });
  return { problems: found.problems, unchecked: [...found.unchecked] };
}

interface Found {
  readonly problems: SchemaProblem[];
  readonly unchecked: Set<string>;
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

function judge(node: SchemaNode, value: unknown, path: readonly Segment[], found: Found): void {
  let seen: CelInput | undefined;
  for (const compiledRule of rulesOf(node)) {
    const { rule, program, answers } = compiledRule;
    if ('unsupported' in program) {
      found.unchecked.add(`the rule ${shown(rule.rule)} of ${fieldName(path)}, which uses ${program.unsupported}`);
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
      found.problems.push({ code: 'FieldValueInvalid', ...location(path), message });
    } else if (answer.wrong !== undefined) {
      found.problems.push({
        code: rule.reason ?? 'FieldValueInvalid',
        ...placeOf(rule, path),
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
