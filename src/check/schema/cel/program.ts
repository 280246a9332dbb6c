import { CelEnv, celEnv, CelFunc, CelInput, isCelError, parse, plan } from '@bufbuild/cel';
import { strings as stringExtension } from '@bufbuild/cel/ext';
import { listFunctions, Operators } from './library-lists';
import { addresses, networks, urls } from './library-network';
import { casts, expressions, strings } from './library-text';
import { formats, optionals, quantities, times } from './library-values';
import { noValue } from './opaque';

/** An expression, ready to be evaluated. */
export interface Program {
  /** Whether it compares with an earlier state of the value. */
  readonly usesOldSelf: boolean;
  /** @throws Error where the evaluation fails, as on a field that is not there */
  evaluate(self: CelInput): CelInput;
}

/** An expression that uses what the evaluator does not have. */
export interface Unsupported {
  readonly unsupported: string;
}

const OWN_FUNCTIONS: readonly CelFunc[] = [
  ...stringExtension,
  ...strings,
  ...expressions,
  ...casts,
  ...times,
  ...urls,
  ...addresses,
  ...networks,
  ...quantities,
  ...formats,
  ...optionals,
];

const env: CelEnv = celEnv({ funcs: [...OWN_FUNCTIONS, ...listFunctions(operatorsOf(celEnv()))] });

function operatorsOf(plain: CelEnv): Operators {
  const operator = (text: string): ((a: CelInput, b: CelInput) => CelInput) => {
    const run = plan(plain, parse(text));
    return (a, b) => valueOf(run({ a, b }));
  };
  return {
    equal: operator('a == b') as (a: CelInput, b: CelInput) => boolean,
    less: operator('a < b') as (a: CelInput, b: CelInput) => boolean,
    add: operator('a + b'),
  };
}

/** Operators are functions by such names, some of which the evaluator knows without having them. */
const OPERATOR = /^(_.*_?|@.*|-_|!_)$/;

/** Compiles an expression of a CRD, which an API server has found right. */
export function compile(expression: string): Program | Unsupported {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(expression);
  } catch (error) {
    return { unsupported: `what the parser does not know: ${(error as Error).message}` };
  }
  const found = findings(parsed.expr);
  const missing = [...found.functions].find((name) => !OPERATOR.test(name) && env.funcs.find(name) === undefined);
  if (missing !== undefined) return { unsupported: `the function ${missing}` };
  const run = plan(env, parsed);
  const oldSelf = noValue();
  return { usesOldSelf: found.usesOldSelf, evaluate: (self) => valueOf(withoutStacks(() => run({ self, oldSelf }))) };
}

/** Errors are values in CEL, and many an evaluation makes some: to note where they were made takes longer than all else. */
function withoutStacks<T>(evaluate: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return evaluate();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function valueOf(result: unknown): CelInput {
  if (isCelError(result)) throw result;
  return result as CelInput;
}

interface Findings {
  readonly functions: ReadonlySet<string>;
  readonly usesOldSelf: boolean;
}

/** What an expression calls and names. A call on a name may be one of a function with a dot, such as `ip.isCanonical`. */
function findings(expression: unknown): Findings {
  const functions = new Set<string>();
  let usesOldSelf = false;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { function: name, target, name: identifier } = node as Node;
    if (typeof name === 'string') {
      const qualified = `${target?.exprKind?.value?.name ?? ''}.${name}`;
      functions.add(env.funcs.find(qualified) === undefined ? name : qualified);
    }
    if (identifier === 'oldSelf') usesOldSelf = true;
    for (const child of Object.values(node)) visit(child);
  };
  visit(expression);
  return { functions, usesOldSelf };
}

interface Node {
  readonly function?: unknown;
  readonly name?: unknown;
  readonly target?: { readonly exprKind?: { readonly value?: { readonly name?: string } } };
}
