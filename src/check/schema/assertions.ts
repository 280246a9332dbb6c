import { didYouMean } from '../../model/suggest';
import { isGoInteger } from './go/integer';
import { goRegExp } from './go/regexp';
import type { ProblemCode } from './problem';
import type { StructuralSchema } from './structural';

/** What a schema node has against a value. */
export interface Complaint {
  readonly code: ProblemCode;
  /** Follows the value and ends a sentence. */
  readonly words: string;
}

/** Says what a schema node has against a value of its type; undefined when nothing. */
export type Assertion = (value: unknown) => Complaint | undefined;

type Makers = Readonly<Record<string, (limit: never, schema: StructuralSchema) => Assertion>>;

/** What a node asserts of a value itself, other than its type, its format and what is inside of it. */
export function assertionsOf(schema: StructuralSchema): readonly Assertion[] {
  const ofText = made(OF_TEXT, schema);
  const others = made(OF_OTHERS, schema);
  return ofText.length > 1 ? [firstOf(ofText), ...others] : [...ofText, ...others];
}

function made(makers: Makers, schema: StructuralSchema): Assertion[] {
  return Object.entries(makers)
    .filter(([keyword]) => schema[keyword] !== undefined)
    .map(([keyword, make]) => make(schema[keyword] as never, schema));
}

/** An API server says of a text no more than the first that is wrong. */
function firstOf(assertions: readonly Assertion[]): Assertion {
  return (value) => {
    for (const assertion of assertions) {
      const complaint = assertion(value);
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  };
}

const OF_TEXT: Makers = {
  maxLength: (most: number) =>
    ifString((text) =>
      characters(text) <= most ? undefined : complaint(`is longer than ${most} characters`, 'FieldValueTooLong'),
    ),
  minLength: (least: number) =>
    ifString((text) => (characters(text) >= least ? undefined : complaint(`is shorter than ${least} characters`))),
  pattern: (pattern: string) => {
    const expression = goRegExp(pattern);
    return ifString((text) => (expression.test(text) ? undefined : complaint(`does not match ${pattern}`)));
  },
};

const OF_OTHERS: Makers = {
  'x-go-type': (type: string) => {
    const { GO_TYPES } = require('./go-types') as typeof import('./go-types'); // which synth has no use for
    const isRight = GO_TYPES[type]!;
    return (value) => (isRight(value) ? undefined : complaint(`cannot be read as ${type}`, 'Malformed'));
  },
  enum: (allowed: readonly unknown[]) => (value) => {
    // Go makes a fraction whole before it compares.
    if (value !== null && allowed.includes(typeof value === 'number' ? Math.trunc(value) : value)) return undefined;
    const hint = typeof value === 'string' ? didYouMean(value, allowed.map(String)) : '';
    return complaint(`is none of ${allowed.map(String).join(', ')}${hint}`, 'FieldValueNotSupported');
  },
  minimum: (least: number, { exclusiveMinimum }) =>
    ifNumber((number) => {
      if (exclusiveMinimum === true) return number > least ? undefined : complaint(`is not more than ${least}`);
      return number >= least ? undefined : complaint(`is less than ${least}`);
    }),
  maximum: (most: number, { exclusiveMaximum }) =>
    ifNumber((number) => {
      if (exclusiveMaximum === true) return number < most ? undefined : complaint(`is not less than ${most}`);
      return number <= most ? undefined : complaint(`is more than ${most}`);
    }),
  multipleOf: (factor: number) =>
    ifNumber((number) => (isMultiple(number, factor) ? undefined : complaint(`is no multiple of ${factor}`))),
  minItems: (least: number) =>
    ifArray((items) => (items.length >= least ? undefined : complaint(`has fewer than ${least} items`))),
  maxItems: (most: number) =>
    ifArray((items) =>
      items.length <= most ? undefined : complaint(`has more than ${most} items`, 'FieldValueTooMany'),
    ),
  uniqueItems: (isWanted: boolean) =>
    ifArray((items) =>
      isWanted && new Set(items.map((item) => JSON.stringify(item))).size < items.length
        ? complaint('has an item twice')
        : undefined,
    ),
  minProperties: (least: number) =>
    ifObject((fields) => (fields.length >= least ? undefined : complaint(`has fewer than ${least} fields`))),
  maxProperties: (most: number) =>
    ifObject((fields) =>
      fields.length <= most ? undefined : complaint(`has more than ${most} fields`, 'FieldValueTooMany'),
    ),
};

/** Of whole numbers an API server makes the factor whole, too, so that they are no multiple of a fraction. */
function isMultiple(number: number, factor: number): boolean {
  if (Number.isInteger(number)) return factor >= 1 && number % Math.trunc(factor) === 0;
  return isGoInteger(factor < 1 ? (1 / factor) * number : number / factor);
}

function complaint(words: string, code: ProblemCode = 'FieldValueInvalid'): Complaint {
  return { code, words };
}

function ifString(assert: (text: string) => Complaint | undefined): Assertion {
  return (value) => (typeof value === 'string' ? assert(value) : undefined);
}

function ifNumber(assert: (number: number) => Complaint | undefined): Assertion {
  return (value) => (typeof value === 'number' ? assert(value) : undefined);
}

function ifArray(assert: (items: readonly unknown[]) => Complaint | undefined): Assertion {
  return (value) => (Array.isArray(value) ? assert(value) : undefined);
}

function ifObject(assert: (fields: readonly string[]) => Complaint | undefined): Assertion {
  return (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? assert(Object.keys(value)) : undefined;
}

/** As Go counts them: by code point. */
function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) if (text.codePointAt(i)! > 0xffff) count--;
  return count;
}
