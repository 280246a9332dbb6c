import { AST, RegExpParser } from '@eslint-community/regexpp';
import { regularExpression } from '../../mesh/routing/string-match';
import type { HttpMatch } from '../../mesh/virtual-service';

const parser = new RegExpParser({ ecmaVersion: 2024 });

/** A text that a match takes, the same for the same match. */
export function valueOf({ exact, prefix, regex }: NonNullable<HttpMatch['uri']>): string | undefined {
  return exact ?? prefix ?? (regex === undefined || regex === '*' ? 'any' : sampleOf(regex));
}

/**
 * A short text that a regular expression takes, the same for the same expression; undefined where none is found, as with
 * syntax that RE2 alone has.
 */
export function sampleOf(expression: string): string | undefined {
  try {
    const sample = textOf(parser.parsePattern(expression));
    return regularExpression(expression).testExact(sample) ? sample : undefined;
  } catch {
    return undefined;
  }
}

/** The first alternative, the fewest repetitions, the first character of a class. */
function textOf(node: AST.Node): string {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return textOf(node.alternatives[0]!);
    case 'Alternative':
      return node.elements.map(textOf).join('');
    case 'Quantifier':
      return textOf(node.element).repeat(node.min);
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterClassRange':
      return textOf(node.min);
    case 'CharacterClass':
      return node.negate ? outsideOf(node) : textOf(node.elements[0]!);
    case 'CharacterSet':
      return node.kind === 'digit' && !node.negate ? '0' : 'x';
    default:
      return '';
  }
}

const CANDIDATES = ['x', '0', '-', '/', 'A'];

function outsideOf({ raw }: AST.CharacterClass): string {
  const expression = regularExpression(raw);
  return CANDIDATES.find((candidate) => expression.testExact(candidate)) ?? '';
}
