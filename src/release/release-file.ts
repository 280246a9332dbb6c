import { Document, isMap, isScalar, Pair, parseDocument, Scalar, YAMLMap } from 'yaml';
import type { Release } from '../model/release';

/**
 * A release state file with one service's release changed. Comments, order and style of everything else stay, and so
 * do comments of what goes: they move to what follows.
 *
 * @param text a valid release state
 */
export function withRelease(text: string, service: string, release: Release): string {
  const document = parseDocument(text);
  const services = document.get('services') as YAMLMap;
  const entry: unknown = services.get(service, true);
  if (isMap(entry)) update(document, entry, release);
  else services.add(document.createPair(service, release));
  return document.toString({ lineWidth: 0, indent: indentationOf(text), flowCollectionPadding: hasPadding(text) });
}

type Fields = Readonly<Record<string, unknown>>;

function update(document: Document, map: YAMLMap, wanted: object): void {
  const fields = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const names = new Set(fields.map(([name]) => name));
  for (const pair of [...map.items]) if (!names.has(keyOf(pair))) remove(map, pair);
  for (const [name, value] of fields) {
    const present: unknown = map.get(name, true);
    if (isMap(present) && isFields(value)) update(document, present, value);
    else if (!isScalar(present) || present.value !== value) map.set(name, scalarOr(document, value));
  }
}

/** A scalar keeps its comment and style when a plain value is set in its place. */
function scalarOr(document: Document, value: unknown): unknown {
  return typeof value === 'object' ? document.createNode(value) : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function remove(map: YAMLMap, pair: Pair): void {
  const comments = commentsOf(pair);
  const next = map.items[map.items.indexOf(pair) + 1];
  map.items.splice(map.items.indexOf(pair), 1);
  if (comments.length === 0) return;
  if (next === undefined) map.comment = joined([map.comment, ...comments]);
  else {
    const key = next.key as Scalar;
    key.commentBefore = joined([...comments, key.commentBefore]);
  }
}

/** All comments in a pair, from top to bottom. */
function commentsOf(pair: Pair): string[] {
  const { key, value } = pair as { key: Scalar; value: Scalar | YAMLMap | null };
  const comments = [key.commentBefore, key.comment, value?.commentBefore];
  if (isMap(value)) comments.push(...value.items.flatMap(commentsOf));
  comments.push(value?.comment);
  return comments.filter((comment) => typeof comment === 'string');
}

function joined(comments: readonly (string | null | undefined)[]): string {
  return comments.filter((comment) => typeof comment === 'string').join('\n');
}

function keyOf(pair: Pair): string {
  return String((pair.key as Scalar).value);
}

/** By how much the first nested line is indented. */
function indentationOf(text: string): number {
  return /^( +)\S/m.exec(text)?.[1]?.length ?? 2;
}

function hasPadding(text: string): boolean {
  return !/\{\S/.test(text);
}
