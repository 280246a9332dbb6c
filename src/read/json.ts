import { isList, Json } from '../model/json';
import { DEEPEST } from './compose';

/** A string, and the colon that makes it a key. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/**
 * The value of a JSON text. Undefined for what is none, and for what there is something to say of: a key that is there
 * twice, an integer that is not exact, nesting without end.
 */
export function jsonIn(text: string): Json | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const keys = countKeys(value, 0);
  // Of two fields of one name the parser gives the last, and says nothing.
  let written = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) written++;
  return written === keys ? value : undefined;
}

/** How many keys there are at any depth; NaN where {@link jsonIn} gives up. */
function countKeys(value: Json, depth: number): number {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? NaN : 0;
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === DEEPEST) return NaN;
  const parts = isList(value) ? value : Object.values(value);
  let keys = isList(value) ? 0 : parts.length;
  for (const part of parts) keys += countKeys(part, depth + 1);
  return keys;
}
