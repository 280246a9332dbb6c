/** Most patterns of people are names. */
const LITERAL = /^[A-Za-z0-9_-]*$/;

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
    throw new SyntaxError(`${pattern} is no regular expression`, { cause: error });
  }
}

/** A test for an expression that has to match the whole text. */
export function wholeRegExp(pattern: string): (text: string) => boolean {
  return LITERAL.test(pattern) ? (text) => text === pattern : goRegExp(`^(?:${pattern})$`);
}
