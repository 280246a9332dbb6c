import { didYouMean } from '../../model/suggest';
import type { StructuralSchema } from './structural';

/** Says what a schema node has against a value of its type, in words that end a sentence; undefined when nothing. */
export type Assertion = (value: unknown) => string | undefined;

/** What a node asserts of a value itself, other than its type and what is inside of it. */
export function assertionsOf(schema: StructuralSchema): readonly Assertion[] {
  return Object.entries(ASSERTIONS)
    .filter(([keyword]) => schema[keyword] !== undefined)
    .map(([keyword, make]) => make(schema[keyword] as never, schema));
}

const ASSERTIONS: Readonly<Record<string, (limit: never, schema: StructuralSchema) => Assertion>> = {
  enum: (allowed: readonly unknown[]) => (value) => {
    if (allowed.includes(value)) return undefined;
    const hint = typeof value === 'string' ? didYouMean(value, allowed.map(String)) : '';
    return `is none of ${allowed.map(String).join(', ')}${hint}`;
  },
  pattern: (pattern: string) => {
    const matches = matcherOf(pattern);
    return ifString((text) => (matches(text) ? undefined : `does not match ${pattern}`));
  },
  minLength: (least: number) =>
    ifString((text) => (characters(text) >= least ? undefined : `is shorter than ${least} characters`)),
  maxLength: (most: number) =>
    ifString((text) => (characters(text) <= most ? undefined : `is longer than ${most} characters`)),
  minimum: (least: number, { exclusiveMinimum }) =>
    ifNumber((number) => {
      if (exclusiveMinimum === true) return number > least ? undefined : `is not more than ${least}`;
      return number >= least ? undefined : `is less than ${least}`;
    }),
  maximum: (most: number, { exclusiveMaximum }) =>
    ifNumber((number) => {
      if (exclusiveMaximum === true) return number < most ? undefined : `is not less than ${most}`;
      return number <= most ? undefined : `is more than ${most}`;
    }),
  multipleOf: (factor: number) =>
    ifNumber((number) => (Number.isInteger(number / factor) ? undefined : `is no multiple of ${factor}`)),
  minItems: (least: number) =>
    ifArray((items) => (items.length >= least ? undefined : `has fewer than ${least} items`)),
  maxItems: (most: number) => ifArray((items) => (items.length <= most ? undefined : `has more than ${most} items`)),
  minProperties: (least: number) =>
    ifObject((fields) => (fields.length >= least ? undefined : `has fewer than ${least} fields`)),
  maxProperties: (most: number) =>
    ifObject((fields) => (fields.length <= most ? undefined : `has more than ${most} fields`)),
};

function ifString(assert: (text: string) => string | undefined): Assertion {
  return (value) => (typeof value === 'string' ? assert(value) : undefined);
}

function ifNumber(assert: (number: number) => string | undefined): Assertion {
  return (value) => (typeof value === 'number' ? assert(value) : undefined);
}

function ifArray(assert: (items: readonly unknown[]) => string | undefined): Assertion {
  return (value) => (Array.isArray(value) ? assert(value) : undefined);
}

function ifObject(assert: (fields: readonly string[]) => string | undefined): Assertion {
  return (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? assert(Object.keys(value)) : undefined;
}

/** As Go counts them: by code point. */
function characters(text: string): number {
  return Array.from(text).length;
}

/**
 * CRDs have Go's expressions. JavaScript's own engine is much faster and means the same by all of them that it can
 * read, which are those without Go's inline flags.
 */
function matcherOf(pattern: string): (text: string) => boolean {
  try {
    const expression = new RegExp(pattern, 'u');
    return (text) => expression.test(text);
  } catch {
    // Hardly any kind needs it, and loading it takes as long as validating thousands of objects.
    const { RE2JS } = require('re2js') as typeof import('re2js');
    const expression = RE2JS.compile(pattern);
    return (text) => expression.matcher(text).find();
  }
}
