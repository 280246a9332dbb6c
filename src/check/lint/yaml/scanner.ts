import { beginningAt } from './beginning';
import { TAB } from './characters';
import { Cursor } from './cursor';
import { scanBlock } from './scan-block';
import { ScanError } from './scan-error';
import { scanPlain } from './scan-plain';
import { scanAnchor, scanDirective, scanTag } from './scan-property';
import { scanQuoted } from './scan-quoted';
import { SimpleKeys } from './simple-keys';
import { Mark, Token, TokenKind } from './token';
import { TokenQueue } from './token-queue';

/** Collections inside of each other; no object of Kubernetes gets near it, and each level costs memory. */
const DEEPEST = 1000;

/**
 * The tokens of a YAML 1.1 stream one after the other, each as soon as it is certain: the same ones, at the same places,
 * and the same end at what is no YAML, as PyYAML has, because that is what yamllint sees.
 *
 * @see https://yaml.org/spec/1.1/
 * @see https://github.com/yaml/pyyaml/blob/6.0.3/lib/yaml/scanner.py
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue = new TokenQueue();
  private isDone = false;
  /** Brackets and braces that are open; below zero where one too many was closed. */
  private flowLevel = 0;
  /** Column of the innermost block collection, and those of the ones around it. */
  private indent = -1;
  private readonly indents: number[] = [];
  private allowsSimpleKey = true;
  private readonly simpleKeys: SimpleKeys;

  constructor(text: string) {
    this.cursor = new Cursor(text);
    this.simpleKeys = new SimpleKeys(this.cursor);
    this.push('stream-start', this.cursor.mark());
  }

  /** With one character behind it, so that every place in it has one. */
  get text(): string {
    return this.cursor.text;
  }

  /**
   * The next token, which stays the next; undefined behind the last.
   *
   * @throws ScanError when the text is no YAML
   */
  peek(): Token | undefined {
    while (this.needsMore()) this.scan();
    return this.queue.first;
  }

  /** @throws ScanError when the text is no YAML */
  take(): Token | undefined {
    this.peek();
    return this.queue.take();
  }

  private get inFlow(): boolean {
    return this.flowLevel !== 0;
  }

  /** The first token has to wait until it is certain that it is no key. */
  private needsMore(): boolean {
    if (this.isDone) return false;
    if (this.queue.first === undefined) return true;
    this.simpleKeys.expire();
    return this.simpleKeys.oldest?.tokenNumber === this.queue.firstNumber;
  }

  private scan(): void {
    const { cursor } = this;
    this.skipToToken();
    this.simpleKeys.expire();
    this.endBlocks(cursor.column);
    const beginning = beginningAt(cursor, this.inFlow);
    switch (beginning) {
      case 'stream-end':
        this.endStream();
        break;
      case 'directive':
        this.endDocument();
        this.queue.push(scanDirective(cursor));
        break;
      case 'document-start':
      case 'document-end':
        this.endDocument();
        this.pushCharacters(beginning, 3);
        break;
      case 'flow-sequence-start':
      case 'flow-mapping-start':
        this.flowStart(beginning);
        break;
      case 'flow-sequence-end':
      case 'flow-mapping-end':
        this.flowEnd(beginning);
        break;
      case 'flow-entry':
        this.flowEntry();
        break;
      case 'block-entry':
        this.blockEntry();
        break;
      case 'key':
        this.explicitKey();
        break;
      case 'value':
        this.value();
        break;
      case 'anchor':
      case 'alias':
        this.node(() => scanAnchor(cursor, beginning));
        break;
      case 'tag':
        this.node(() => scanTag(cursor));
        break;
      case 'single-quoted':
      case 'double-quoted':
        this.node(() => scanQuoted(cursor));
        break;
      case 'plain':
        this.plain();
        break;
      case 'literal':
      case 'folded':
        this.block(beginning);
        break;
      case undefined:
        throw new ScanError(cursor.mark(), complaintAbout(cursor.peek()));
    }
  }

  /** Tabs are no blanks here, and nothing begins with one. */
  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      cursor.skipSpaces();
      cursor.skipComment();
      if (cursor.skipBreak() === '') return;
      if (!this.inFlow) this.allowsSimpleKey = true;
    }
  }

  private push(kind: TokenKind, start: Mark, end = start): void {
    this.queue.push(new Token(kind, start, end));
  }

  private pushCharacters(kind: TokenKind, length = 1): void {
    const start = this.cursor.mark();
    this.cursor.index += length;
    this.push(kind, start, this.cursor.mark());
  }

  private node(scan: () => Token): void {
    this.beginSimpleKey();
    this.allowsSimpleKey = false;
    this.queue.push(scan());
  }

  private plain(): void {
    this.beginSimpleKey();
    const token = scanPlain(this.cursor, this.indent + 1, this.inFlow);
    // Behind a line break a key can begin.
    this.allowsSimpleKey = this.cursor.line !== token.end.line;
    this.queue.push(token);
  }

  private block(style: 'literal' | 'folded'): void {
    this.allowsSimpleKey = true;
    this.simpleKeys.drop(this.flowLevel);
    this.queue.push(scanBlock(this.cursor, style, this.indent));
  }

  private endStream(): void {
    this.endBlocks(-1);
    this.simpleKeys.drop(this.flowLevel);
    this.simpleKeys.clear();
    this.push('stream-end', this.cursor.mark());
    this.isDone = true;
  }

  private endDocument(): void {
    this.endBlocks(-1);
    this.simpleKeys.drop(this.flowLevel);
    this.allowsSimpleKey = false;
  }

  private flowStart(kind: TokenKind): void {
    this.beginSimpleKey();
    this.flowLevel++;
    this.limitDepth();
    this.allowsSimpleKey = true;
    this.pushCharacters(kind);
  }

  private flowEnd(kind: TokenKind): void {
    this.simpleKeys.drop(this.flowLevel);
    this.flowLevel--;
    this.allowsSimpleKey = false;
    this.pushCharacters(kind);
  }

  private flowEntry(): void {
    this.allowsSimpleKey = true;
    this.simpleKeys.drop(this.flowLevel);
    this.pushCharacters('flow-entry');
  }

  private blockEntry(): void {
    this.enterBlock('block-sequence-start', 'a list cannot begin here: begin a new line, or quote the text');
    this.allowsSimpleKey = true;
    this.simpleKeys.drop(this.flowLevel);
    this.pushCharacters('block-entry');
  }

  private explicitKey(): void {
    this.enterBlock('block-mapping-start', 'a key cannot begin here: begin a new line, or quote the text');
    this.allowsSimpleKey = !this.inFlow;
    this.simpleKeys.drop(this.flowLevel);
    this.pushCharacters('key');
  }

  private value(): void {
    const key = this.simpleKeys.take(this.flowLevel);
    if (key !== undefined) {
      this.queue.insert(key.tokenNumber, new Token('key', key.mark, key.mark));
      if (!this.inFlow) this.beginBlock('block-mapping-start', key.mark, key.tokenNumber);
      this.allowsSimpleKey = false;
    } else {
      this.enterBlock('block-mapping-start', 'a colon cannot stand here: begin a new line, or quote the text');
      this.allowsSimpleKey = !this.inFlow;
    }
    this.pushCharacters('value');
  }

  /** Outside of brackets and braces, what is an item or a key begins a collection, and that a line. */
  private enterBlock(kind: TokenKind, complaint: string): void {
    if (this.inFlow) return;
    if (!this.allowsSimpleKey) throw new ScanError(this.cursor.mark(), complaint);
    this.beginBlock(kind, this.cursor.mark());
  }

  /** Begins a collection, unless its column says that it is the one that is open. */
  private beginBlock(kind: TokenKind, mark: Mark, number = this.queue.nextNumber): void {
    if (this.indent >= mark.column) return;
    this.indents.push(this.indent);
    this.indent = mark.column;
    this.limitDepth();
    this.queue.insert(number, new Token(kind, mark, mark));
  }

  private endBlocks(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.indent = this.indents.pop()!;
      this.push('block-end', this.cursor.mark());
    }
  }

  private limitDepth(): void {
    if (this.flowLevel + this.indents.length <= DEEPEST) return;
    throw new ScanError(this.cursor.mark(), `collections are nested more than ${DEEPEST} deep: take some apart`);
  }

  private beginSimpleKey(): void {
    if (!this.allowsSimpleKey) return;
    this.simpleKeys.add({
      mark: this.cursor.mark(),
      tokenNumber: this.queue.nextNumber,
      level: this.flowLevel,
      isRequired: !this.inFlow && this.indent === this.cursor.column,
    });
  }
}

function complaintAbout(char: number): string {
  if (char === TAB) return 'YAML is not indented with tabs, and has none between its tokens: write spaces';
  return `nothing can begin with ${String.fromCharCode(char)}: quote the text`;
}
