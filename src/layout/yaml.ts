import { fitsLiteralBlock, literalBlock, singleLine } from './yaml-string';

/** Parsers look at most 1,024 characters ahead for the colon after a key; longer ones need the explicit form. */
const LONGEST_IMPLICIT_KEY = 1000;

/**
 * JSON-like data as block-style YAML that version 1.1 and 1.2 parsers read alike: two spaces, sequences indented under
 * their key, keys in insertion order, lines never folded, a line feed at the end. Undefined fields are left out.
 *
 * An emitter of our own, because `stringify` of the yaml package, which has to keep comments, anchors and styles,
 * was measured as 59 % of what cdk8s spends on a synthesis.
 *
 * @throws TypeError for what JSON cannot hold: functions, symbols, bigints, numbers that are not finite
 */
export function toYaml(value: object): string {
  const text = collection(value, 0);
  return text === '' ? `${emptyCollection(value)}\n` : text;
}

/** Its lines, the first without indentation, because that depends on what stands before it; `''` when it is empty. */
function collection(value: object, depth: number): string {
  return Array.isArray(value) ? sequence(value, depth) : mapping(value as Record<string, unknown>, depth);
}

function mapping(record: Record<string, unknown>, depth: number): string {
  const indent = indentation(depth);
  let text = '';
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value === undefined) continue;
    if (text !== '') text += indent;
    const key = singleLine(name);
    text += key.length > LONGEST_IMPLICIT_KEY ? `? ${key}\n${indent}:` : `${key}:`;
    if (typeof value === 'object' && value !== null) {
      const nested = collection(value, depth + 1);
      text += nested === '' ? ` ${emptyCollection(value)}\n` : `\n${indentation(depth + 1)}${nested}`;
    } else {
      text += ` ${scalar(value, depth)}\n`;
    }
  }
  return text;
}

function sequence(items: readonly unknown[], depth: number): string {
  const indent = indentation(depth);
  let text = '';
  for (const item of items) {
    if (text !== '') text += indent;
    if (typeof item === 'object' && item !== null) {
      const nested = collection(item, depth + 1);
      text += nested === '' ? `- ${emptyCollection(item)}\n` : `- ${nested}`;
    } else {
      text += `- ${scalar(item, depth)}\n`;
    }
  }
  return text;
}

function scalar(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return fitsLiteralBlock(value) ? literalBlock(value, indentation(depth + 1)) : singleLine(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return number(value);
    case 'object':
      return 'null';
    default:
      throw new TypeError(`a ${typeof value} has no place in YAML`);
  }
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in YAML`);
  const text = String(value);
  // YAML 1.1 reads `1e+21` as a string: its floats need a point.
  return text.includes('e') ? text.replace(/^(-?\d+)e/, '$1.0e') : text;
}

function emptyCollection(value: object): string {
  return Array.isArray(value) ? '[]' : '{}';
}

const indentations = Array.from({ length: 32 }, (_, depth) => '  '.repeat(depth));

function indentation(depth: number): string {
  return indentations[depth] ?? '  '.repeat(depth);
}
