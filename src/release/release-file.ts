import {
  CST,
  Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  Lexer,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  stringify,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Release } from '../model/release';
import { TextEdits } from './text-edits';

/**
 * A release state file with one service's release changed. All other lines stay as they are, byte by byte; so do all
 * comments, even those of what goes.
 *
 * @param text a valid release state that has the service
 */
export function withRelease(text: string, service: string, release: Release): string {
  const edit = new ReleaseEdit(text);
  edit.update(parseDocument<Node>(text).getIn(['services', service]) as YAMLMap, release);
  return edit.result;
}

interface Comment {
  readonly offset: number;
  readonly source: string;
}

type Field = Pair<Scalar<string>, Node>;

class ReleaseEdit {
  private readonly edits: TextEdits;
  private readonly comments: readonly Comment[];

  constructor(text: string) {
    this.edits = new TextEdits(text);
    this.comments = commentsOf(text);
  }

  get result(): string {
    return this.edits.apply();
  }

  update(map: YAMLMap, wanted: object): void {
    const values = new Map(
      Object.entries(wanted as Record<string, unknown>).filter(([, value]) => value !== undefined),
    );
    const fields = map.items as Field[];
    const kept = new Map(
      fields
        .filter(({ key, value }) => canBecome(value, values.get(key.value)))
        .map((field) => [field.key.value, field]),
    );
    if (map.flow === true && (kept.size < fields.length || kept.size < values.size)) {
      this.rewrite(map, Object.fromEntries(values));
      return;
    }
    for (const field of fields) if (!kept.has(field.key.value)) this.remove(field);
    let last = startOf(map);
    for (const [name, value] of values) {
      const field = kept.get(name);
      if (field === undefined) this.insertAfter(last, this.edits.indentationAt(startOf(map)), { [name]: value });
      else {
        this.become(field.value!, value);
        last = endOf(field.value!);
      }
    }
  }

  private become(node: Node, value: unknown): void {
    if (isMap(node)) this.update(node, value as object);
    else if (isScalar(node) && node.value !== value) {
      const scalar = new Scalar(value);
      scalar.type = node.type!;
      this.edits.replace(startOf(node), endOf(node), stringify(scalar).trimEnd());
    }
  }

  /** The lines of a field go, but for their comments. */
  private remove({ key, value }: Field): void {
    const indentation = this.edits.indentationAt(startOf(key));
    for (const { start, end, next } of this.edits.linesOf(startOf(key), endOf(value!))) {
      const comment = this.comments.find(({ offset }) => start <= offset && offset < end);
      if (comment === undefined) this.edits.replace(start, next, '');
      else this.edits.replace(start, end, `${indentation}${comment.source}`);
    }
  }

  private insertAfter(offset: number, indentation: string, field: object): void {
    const document = new Document(field);
    visit(document, { Seq: (_, list) => void (list.flow = true) });
    const text = document.toString({
      indent: indentationOf(this.edits.text),
      lineWidth: 0,
      flowCollectionPadding: false,
    });
    for (const line of text.trimEnd().split('\n')) this.edits.insertLineAfter(offset, `${indentation}${line}`);
  }

  /** A map in braces comes to be on one line, and the comments in it on lines before. */
  private rewrite(map: YAMLMap, fields: object): void {
    const [start, end] = [startOf(map), endOf(map)];
    const flowCollectionPadding = this.edits.text[start + 1] === ' ';
    const text = stringify(fields, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding });
    this.edits.replace(start, end, text.trimEnd());
    const indentation = this.edits.indentationAt(start);
    for (const { offset, source } of this.comments) {
      if (start < offset && offset < end) this.edits.insertLineBefore(start, `${indentation}${source}`);
    }
  }
}

/** Whether a field can keep its place, and what stands in it, when its value becomes another one. */
function canBecome(node: Node | null, value: unknown): boolean {
  if (isMap(node)) return typeof value === 'object' && !Array.isArray(value);
  if (isScalar(node)) return value !== undefined && typeof value !== 'object';
  return JSON.stringify(node) === JSON.stringify(value);
}

function startOf(node: Node): number {
  return node.range![0];
}

/** Where its text ends: the range of a block includes what follows it. */
function endOf(node: Node): number {
  if (!isCollection(node) || node.flow === true) return node.range![1];
  const last = node.items.at(-1);
  return endOf((isPair(last) ? last.value : last) as Node);
}

/** What the lexer gives besides the text itself. */
const MARKS: readonly string[] = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR];

function commentsOf(text: string): Comment[] {
  const comments: Comment[] = [];
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.includes(token)) continue;
    if (token.startsWith('#')) comments.push({ offset, source: token.trimEnd() });
    offset += token.length;
  }
  return comments;
}

/** By how many spaces the first nested line is indented. */
function indentationOf(text: string): number {
  return /^( +)[^\s#]/m.exec(text)?.[1]?.length ?? 2;
}
