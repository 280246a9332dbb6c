import { AST, RegExpParser } from '@eslint-community/regexpp';
import { regularExpression } from '../../mesh/routing/string-match';

const parser = new RegExpParser({ ecmaVersion: 2024 });

/** Texts for one expression, which may have many ways to be taken. */
const MOST_TEXTS = 48;

/**
 * Short texts that a regular expression takes, the same for the same expression, the simplest first; none where none is
 * found, as with syntax that RE2 alone has.
 */
export function samplesOf(expression: string): readonly string[] {
  try {
    const compiled = regularExpression(expression);
    return textsOf(parser.parsePattern(withoutFlags(expression))).filter((text) => compiled.testExact(text));
  } catch {
    return [];
  }
}

/** Flags that RE2 has at the beginning, and that change nothing of what the samples are. */
function withoutFlags(expression: string): string {
  return expression.replace(/^\(\?[ims]+\)/, '');
}

/**
 * The first is made of first alternatives, the fewest repetitions and the first character of each class; each other one
 * differs from it at one place, so that they are not many.
 */
function textsOf(node: AST.Node): readonly string[] {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return some(firstsFirst(node.alternatives.map(textsOf)));
    case 'Alternative':
      return sequence(node.elements.map(textsOf));
    case 'Quantifier': {
      const { min, max } = node;
      const texts = textsOf(node.element);
      const times = [min, min + 1, min + 2].filter((count) => count <= max);
      const repeated = times.map((count) => (texts[0] ?? '').repeat(count));
      const others =
        max === 0 ? [] : texts.slice(1).map((text) => (texts[0] ?? '').repeat(Math.max(0, min - 1)) + text);
      return some([...repeated, ...others]);
    }
    case 'Character':
      return [String.fromCodePoint(node.value)];
    case 'CharacterClassRange':
      return [String.fromCodePoint(node.min.value), String.fromCodePoint(node.max.value)];
    case 'CharacterClass':
      return node.negate ? outsideOf(node) : some(firstsFirst(node.elements.map(textsOf)));
    case 'CharacterSet':
      return node.kind === 'digit' && !node.negate ? ['0', '9'] : CANDIDATES;
    default:
      return [''];
  }
}

/** The first of each, and then what else there is. */
function firstsFirst(lists: readonly (readonly string[])[]): readonly string[] {
  return [
    ...lists.flatMap(([first]) => (first === undefined ? [] : [first])),
    ...lists.flatMap((list) => list.slice(1)),
  ];
}

function sequence(parts: readonly (readonly string[])[]): readonly string[] {
  const first = parts.map(([text = '']) => text);
  const others = parts.flatMap((texts, at) =>
    texts.slice(1).map((text) => [...first.slice(0, at), text, ...first.slice(at + 1)].join('')),
  );
  return some([first.join(''), ...others]);
}

function some(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].slice(0, MOST_TEXTS);
}

const CANDIDATES = ['x', '0', '-', '/', 'A', '.', ' '];

function outsideOf({ raw }: AST.CharacterClass): readonly string[] {
  const expression = regularExpression(raw);
  return CANDIDATES.filter((candidate) => expression.testExact(candidate));
}
