/** A word whose special characters, if any, are escaped, as most patterns of people and all of synth's are. */
const LITERAL = /^(?:[A-Za-z0-9_-]|\\[.+*?()|[\]{}^$\\])*$/;

/** What a pattern matches that matches one text only; undefined for others. */
export function literalIn(pattern: string): string | undefined {
  return LITERAL.test(pattern) ? pattern.replace(/\\(.)/g, '$1') : undefined;
}

/**
 * A test for a regular expression of Go.
 *
 * @throws SyntaxError where the expression is none
 */
export function goRegExp(pattern: string): (text: string) => boolean {
  // Loaded at its first use, because hardly any kustomization has a pattern.
  const { RE2JS } = require('re2js') as typeof import('re2js');
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    throw new SyntaxError(`${pattern} is no regular expression of Go: correct it`, { cause: error });
  }
}

/** A test for an expression that has to match the whole text. */
export function wholeRegExp(pattern: string): (text: string) => boolean {
  const literal = literalIn(pattern);
  return literal === undefined ? goRegExp(`^(?:${pattern})$`) : (text) => text === literal;
}
