import { isAlias, isMap, isScalar, isSeq, Node, Pair, YAMLMap } from 'yaml';
import { segmentsOf } from '../model/json-pointer';
import type { SourceLocation } from '../model/origin';
import { ComposedDocument, composeDocuments, LONGEST_COMPOSED } from './compose';
import { Dialect, plainScalar } from './scalar';
import type { TextFile } from './text-file';

/** Where a document stands in a file. It keeps no syntax tree: one of 45,000 objects takes gigabytes. */
export class Place {
  /**
   * @param start offset of the piece of the file that is composed to find the document again
   * @param index of the document in that piece
   */
  constructor(
    readonly file: TextFile,
    private readonly start: number,
    private readonly end: number,
    private readonly index: number,
    private readonly dialect: Dialect,
  ) {}

  /** Where the value of a JSON pointer into the document begins, or the innermost value around it that is there. */
  locate(pointer = ''): SourceLocation {
    let node = this.compose()?.contents ?? null;
    let offset = startOf(node);
    for (const segment of segmentsOf(pointer)) {
      const next = this.child(node, segment);
      if (next === undefined) break;
      offset = next.value === null ? next.offset : startOf(next.value);
      node = next.value as typeof node;
    }
    return this.file.locationOf(this.start + offset);
  }

  private child(node: Node | null, segment: string): { value: Node | null; offset: number } | undefined {
    const target = isAlias(node) ? (node.resolve(this.compose()!) ?? null) : node;
    if (isSeq(target)) {
      const item = target.items[Number(segment)] as Node | undefined;
      return item === undefined ? undefined : { value: item, offset: startOf(item) };
    }
    if (!isMap(target)) return undefined;
    const pair = pairsOf(target, this.dialect).get(segment);
    return pair === undefined ? undefined : { value: pair.value as Node | null, offset: startOf(pair.key as Node) };
  }

  /** Undefined for what is too long: then the document itself is all that can be told. */
  private compose(): ComposedDocument | undefined {
    if (this.end - this.start > LONGEST_COMPOSED) return undefined;
    if (latest?.file !== this.file || latest.start !== this.start) {
      const composed = composeDocuments(this.file.text.slice(this.start, this.end));
      latest = { file: this.file, start: this.start, documents: 'offset' in composed ? [] : composed };
    }
    return latest.documents[this.index];
  }
}

/** The piece that was composed last: the findings of one object are located one after the other. */
let latest: { file: TextFile; start: number; documents: readonly ComposedDocument[] } | undefined;

/** By key, of each map that something was looked for in: one of 100,000 fields may have as many findings. */
const PAIRS = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** Of two of one key the last counts. */
function pairsOf(map: YAMLMap, dialect: Dialect): ReadonlyMap<string, Pair> {
  const known = PAIRS.get(map);
  if (known !== undefined) return known;
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) if (isScalar(pair.key)) pairs.set(keyOf(pair.key, dialect), pair);
  PAIRS.set(map, pairs);
  return pairs;
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function keyOf(key: { readonly value: unknown; readonly type?: string }, dialect: Dialect): string {
  const text = String(key.value);
  return key.type === 'PLAIN' ? String(plainScalar(text, dialect)) : text;
}
