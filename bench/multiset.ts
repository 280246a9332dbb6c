import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { Document } from './peers/peer';

/** How often each element occurs. */
export type Multiset = ReadonlyMap<string, number>;

export function multiset(elements: Iterable<string>): Multiset {
  const counts = new Map<string, number>();
  for (const element of elements) counts.set(element, (counts.get(element) ?? 0) + 1);
  return counts;
}

export function equalMultisets(one: Multiset, other: Multiset): boolean {
  if (one.size !== other.size) return false;
  for (const [element, count] of one) if (other.get(element) !== count) return false;
  return true;
}

/** A digest of what an object says, whatever the order of its keys. */
export function contentDigest(object: unknown): string {
  return digest(JSON.stringify(sorted(object)));
}

/**
 * Digests of what YAML documents say. Peers that write a document byte for byte alike have it parsed once: parsing is
 * most of what a benchmark run would take otherwise.
 */
export class DocumentReader {
  private readonly known = new Map<string, string>();

  contentDigest({ text, labels }: Document): string {
    const key = digest(labels === undefined ? text : text + JSON.stringify(labels));
    let content = this.known.get(key);
    if (content === undefined) {
      content = contentDigest(withLabels(parse(text), labels));
      this.known.set(key, content);
    }
    return content;
  }
}

function withLabels(object: unknown, labels: Document['labels']): unknown {
  if (labels === undefined) return object;
  const { metadata, ...rest } = object as { readonly metadata: { readonly labels?: object } };
  return { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, sorted(record[key])]),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
