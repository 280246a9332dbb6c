import { isAlias, isMap, isScalar, isSeq, Node, Scalar, YAMLMap } from 'yaml';
import { Json, setField } from '../model/json';
import type { ComposedDocument } from './compose';
import { Dialect, plainScalar } from './scalar';

/** What is wrong at a place in a document. */
export interface Objection {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Of a UTF-16 unit, from the start of what was composed. */
  readonly offset: number;
}

export type Objector = (objection: Objection) => void;

/** Nodes after aliases are replaced by what they stand for: some ten times the largest object that is stored. */
const MOST_NODES = 500_000;

/** The tags whose scalars Go resolves as if they were plain. */
const RESOLVED = /^tag:yaml\.org,2002:(?:int|float|bool|null|timestamp)$/;
const BINARY = 'tag:yaml.org,2002:binary';
const MERGE = 'tag:yaml.org,2002:merge';

/**
 * The JSON that Go's decoder makes of a document, undefined where it refuses the document.
 *
 * @param text what the document was composed of
 */
export function valueOf(
  document: ComposedDocument,
  text: string,
  dialect: Dialect,
  object: Objector,
): Json | undefined {
  if (document.contents === null) return null;
  try {
    return new Conversion(text, dialect, object).value(document.contents);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    object({ ...error.objection, severity: 'error' });
    return undefined;
  }
}

/** An error after which Go gives the document up. */
class Refusal extends Error {
  constructor(readonly objection: Omit<Objection, 'severity'>) {
    super(objection.message);
  }
}

class Conversion {
  /** The last node so far of each anchor. */
  private readonly anchors = new Map<string, Node>();
  /** Nodes that are being converted, because an alias stands for them. */
  private readonly open = new Set<Node>();
  private nodes = 0;

  constructor(
    private readonly text: string,
    private readonly dialect: Dialect,
    private readonly object: Objector,
  ) {}

  value(node: Node | null): Json {
    if (node === null) return null;
    if (++this.nodes > MOST_NODES) {
      const message = `the document has more than ${MOST_NODES} values, aliases replaced by what they stand for: write fewer aliases, or split it`;
      throw refusal('TOO_MANY_VALUES', message, node);
    }
    if (isAlias(node)) return this.aliased(node, (target) => this.value(target));
    this.remember(node);
    if (isScalar(node)) return this.scalar(node);
    if (isSeq(node)) return node.items.map((item) => this.value(item as Node | null));
    return this.map(node as YAMLMap<Node, Node | null>);
  }

  private remember(node: Node): void {
    const { anchor } = node as { readonly anchor?: string };
    // What an alias repeats is not defined again.
    if (anchor !== undefined && this.open.size === 0) this.anchors.set(anchor, node);
  }

  private aliased<T>(node: Node & { readonly source: string }, use: (target: Node) => T): T {
    const target = this.anchors.get(node.source);
    if (target === undefined) {
      throw refusal('UNKNOWN_ANCHOR', `there is no anchor &${node.source} before this alias: define it first`, node);
    }
    if (this.open.has(target)) {
      throw refusal('CYCLIC_ALIAS', `the value of the anchor &${node.source} contains itself: write it out`, node);
    }
    this.open.add(target);
    const result = use(target);
    this.open.delete(target);
    return result;
  }

  private scalar(node: Scalar): Json {
    const text = String(node.value);
    if (node.tag === BINARY) {
      throw refusal(
        'BINARY_TAG',
        '!!binary has no place in JSON, and so in no object: write the base64 as a string',
        node,
      );
    }
    const isResolved = node.tag === undefined ? node.type === Scalar.PLAIN : RESOLVED.test(node.tag);
    if (!isResolved) return this.isUnterminated(node, text) ? text.slice(0, -1) : text;
    const value = plainScalar(text, this.dialect);
    if (typeof value === 'number' && !Number.isSafeInteger(value)) this.checkNumber(value, text, node);
    return value;
  }

  /** Whether it is a block that the file ends in without a line feed: the parser adds one, and Go does not. */
  private isUnterminated({ type, range }: Scalar, value: string): boolean {
    const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
    if (!isBlock || range?.[1] !== this.text.length || this.text.endsWith('\n') || !value.endsWith('\n')) return false;
    // Blanks in the last line are of the block only where they reach beyond its indentation.
    return !/\n[ \r]*$/.test(this.text) || /\n +\n$/.test(value);
  }

  private checkNumber(value: number, text: string, node: Node): void {
    if (!Number.isFinite(value)) {
      throw refusal('NOT_A_NUMBER', `${text} is no number that JSON can hold: quote it, or write another one`, node);
    }
    if (Number.isInteger(value) && !/[.eE]/.test(text) && !isExact(value, text)) {
      const message = `${text} is read as ${value}, because integers beyond 2^53 are not exact: quote it if it is a string`;
      this.object({ code: 'INEXACT_NUMBER', severity: 'warning', message, offset: startOf(node) });
    }
  }

  private map(node: YAMLMap<Node, Node | null>): Json {
    const result: Record<string, Json> = {};
    const merged = new Set<string>();
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) {
        this.merge(value, result, merged);
        continue;
      }
      const name = this.key(key);
      if (Object.hasOwn(result, name) && !merged.delete(name)) this.duplicate(name, key);
      setField(result, name, this.value(value));
    }
    return result;
  }

  private duplicate(name: string, key: Node): void {
    const message = `the key ${JSON.stringify(name)} is there twice in one map: remove one; kubectl and Argo CD take the last, kustomize and a strict API server refuse it`;
    const objection = { code: 'DUPLICATE_KEY', message, offset: startOf(key) };
    if (this.dialect === 'kustomize') throw new Refusal(objection);
    this.object({ ...objection, severity: 'error' });
  }

  /** Every key is a string in JSON: to kubectl `on` is `true` and `010` is `8`, and kustomize fails. */
  private key(node: Node): string {
    const value = this.value(node);
    if (typeof value === 'string' || (typeof value !== 'object' && this.dialect === 'kubectl')) return String(value);
    const what =
      typeof value === 'object' ? (value === null ? 'null' : 'a list or map') : `the ${typeof value} ${value}`;
    throw refusal('NON_STRING_KEY', `a key cannot be ${what}: quote it, or write a string`, node);
  }

  /** Fields that are there win over merged ones, and earlier maps of a list over later ones. */
  private merge(node: Node | null, into: Record<string, Json>, merged: Set<string>, place = node): void {
    if (isAlias(node)) {
      this.aliased(node, (target) => this.merge(target, into, merged, place));
    } else if (isSeq(node)) {
      for (const item of node.items as (Node | null)[]) this.merge(item, into, merged);
    } else if (isMap(node)) {
      this.mergeMap(node, into, merged, place ?? node);
    } else {
      const message = '<< merges maps only: give it an alias of a map, or a list of such';
      throw refusal('BAD_MERGE', message, place ?? { range: null });
    }
  }

  private mergeMap(node: YAMLMap, into: Record<string, Json>, merged: Set<string>, place: Node): void {
    const before = new Set(Object.keys(into));
    for (const [name, value] of Object.entries(this.value(node) as Record<string, Json>)) {
      if (before.has(name)) {
        if (!merged.has(name)) this.warnOfLateMerge(name, place);
        continue;
      }
      setField(into, name, value);
      merged.add(name);
    }
  }

  private warnOfLateMerge(name: string, node: Node): void {
    const message = `<< merges ${JSON.stringify(name)}, which stands before it: kustomize keeps the field, kubectl and Argo CD take the merged one; write << first`;
    this.object({ code: 'LATE_MERGE', severity: 'warning', message, offset: startOf(node) });
  }
}

/** Of integers beyond 2^53 some are exact nevertheless. */
function isExact(value: number, text: string): boolean {
  const digits = text.replace(/^\+|_/g, '');
  return /^-?[1-9]\d*$/.test(digits) && BigInt(digits) === BigInt(value);
}

export function isMergeKey(key: Node | null): boolean {
  return (
    isScalar(key) && key.value === '<<' && (key.tag === MERGE || (key.tag === undefined && key.type === Scalar.PLAIN))
  );
}

function refusal(code: string, message: string, node: Pick<Node, 'range'>): Refusal {
  return new Refusal({ code, message, offset: startOf(node) });
}

function startOf({ range }: Pick<Node, 'range'>): number {
  return range?.[0] ?? 0;
}
