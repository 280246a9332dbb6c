import { isList, isMap, Json, JsonMap } from '../../model/json';
import type { StringMatch } from './string-match';

/** The claim at a path of names; undefined for none. */
export function claimAt(claims: JsonMap | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = claims;
  for (const name of path) {
    if (value === undefined || !isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Whether a claim is a text that matches, or a list that has one. */
export function claimMatches(claim: Json | undefined, matches: StringMatch): boolean {
  if (typeof claim === 'string') return matches(claim);
  return claim !== undefined && isList(claim) && claim.some((item) => typeof item === 'string' && matches(item));
}

/** The names of `[a][b]`, or the one of `[a[b]]`; undefined for other text. */
export function namesInBrackets(text: string): readonly string[] | undefined {
  if (/^(\[[^[\]]*\])+$/.test(text)) return text.slice(1, -1).split('][');
  return text.startsWith('[') && text.endsWith(']') ? [text.slice(1, -1)] : undefined;
}

/** Claims whose texts are lists of words, so that each word counts. */
export function withWordLists(claims: JsonMap, names: readonly string[]): JsonMap {
  const lists: Record<string, Json> = {};
  for (const name of names) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    const words = typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : [];
    if (words.length > 0) lists[name] = words;
  }
  return { ...claims, ...lists };
}
