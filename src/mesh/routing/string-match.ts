import type { RE2JS } from 're2js';
import type { StringMatch } from '../virtual-service';

/** One condition on a text, as proxies are told it. */
export interface StringMatcher {
  readonly test: (value: string) => boolean;
  /** Whether it only asks that there is something. */
  readonly isPresence: boolean;
  /** What it asks for, in words that can follow `is not`. */
  readonly text: string;
}

/** `*` is no regular expression; istiod takes it for presence. */
export function stringMatcher({ exact, prefix, regex }: StringMatch): StringMatcher {
  if (exact !== undefined) return { test: (value) => value === exact, isPresence: false, text: quote(exact) };
  if (prefix !== undefined) {
    return { test: (value) => value.startsWith(prefix), isPresence: false, text: `${quote(prefix)}…` };
  }
  if (regex === undefined || regex === '*') return PRESENCE;
  const compiled = regularExpression(regex);
  return { test: (value) => compiled.testExact(value), isPresence: false, text: `all of /${regex}/` };
}

const PRESENCE: StringMatcher = { test: () => true, isPresence: true, text: 'there' };

export function quote(text: string): string {
  return JSON.stringify(text);
}

const compiled = new Map<string, RE2JS>();

/** An expression as Envoy reads it, compiled once: many objects have the same ones. */
export function regularExpression(pattern: string): RE2JS {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    // Hardly any mesh needs it, and loading it takes as long as reading thousands of objects.
    const { RE2JS } = require('re2js') as typeof import('re2js');
    expression = RE2JS.compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression;
}
