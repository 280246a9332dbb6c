import type { LintCheck, Report, TokenWindow } from '../rule';
import { LINE_FEED, RETURN, SPACE, TAB } from '../yaml/characters';
import type { Token, TokenKind } from '../yaml/token';

export interface IndentationOptions {
  /** Spaces of a level; undefined for as many as the first one has. */
  readonly width: number | undefined;
  /** Whether lists are indented in the maps that they are values of. */
  readonly lists: boolean | 'whatever' | 'consistent';
  /** Whether lines of texts are looked at. */
  readonly checksTexts: boolean;
}

type LevelKind = 'root' | 'block-map' | 'block-list' | 'flow-map' | 'flow-list' | 'item' | 'key' | 'value';

/** Something that is open, and how far what begins a line in it has to be indented. */
interface Level {
  readonly kind: LevelKind;
  /** Below zero where only the next line will tell. */
  readonly indent: number;
  /** Of brackets and braces: the indentation of the line that they begin in. */
  readonly lineIndent?: number;
  /** Of keys behind a question mark. */
  readonly isExplicit?: boolean;
  /** Of lists that the scanner gives neither start nor end, because they are not indented. */
  readonly isImplicit?: boolean;
}

/** Thrown where tokens follow each other in a way that only broken files have. */
class OutOfPlace extends Error {}

const INVISIBLE: readonly TokenKind[] = ['stream-start', 'stream-end', 'block-end'];
const ENDS_VALUE: readonly TokenKind[] = ['block-end', 'flow-mapping-end', 'flow-sequence-end', 'key'];

/** Whether lines are indented as what is open asks for, by the same reckoning as yamllint. */
export class IndentationCheck implements LintCheck {
  private readonly levels: Level[] = [{ kind: 'root', indent: 0 }];
  /** The last line that has a token. */
  private lastLine = -1;
  private lineIndent = 0;
  private width: number | undefined;
  private lists: IndentationOptions['lists'];

  constructor(private readonly options: IndentationOptions) {
    this.width = options.width;
    this.lists = options.lists;
  }

  token(window: TokenWindow, report: Report): void {
    const { token } = window;
    try {
      const isVisible = !INVISIBLE.includes(token.kind) && !(token.kind === 'scalar' && token.value === '');
      const beginsLine = isVisible && token.start.line > this.lastLine;
      if (beginsLine) this.checkLine(token, report);
      if (this.options.checksTexts && token.kind === 'scalar') this.checkText(window, report);
      if (isVisible) this.lastLine = lastLineOf(window);
      if (beginsLine) this.lineIndent = token.start.column;
      this.open(window);
      this.close(window);
    } catch (error) {
      if (!(error instanceof OutOfPlace)) throw error;
      report(
        token.start.line,
        token.start.column,
        'nobody can tell how this has to be indented: mend what precedes it',
      );
    }
  }

  private get top(): Level {
    const top = this.levels.at(-1);
    if (top === undefined) throw new OutOfPlace();
    return top;
  }

  private checkLine({ kind, start }: Token, report: Report): void {
    const { top } = this;
    let expected: number | undefined = top.indent;
    if (kind === 'flow-mapping-end' || kind === 'flow-sequence-end') expected = top.lineIndent;
    else if (top.kind === 'key' && top.isExplicit === true && kind !== 'value')
      expected = this.indented(expected, start.column);
    if (expected === undefined || start.column === expected) return;
    const wanted = expected < 0 ? `at least ${start.column + 1}` : String(expected);
    report(start.line, start.column, `the line is indented by ${start.column}: indent it by ${wanted}`);
  }

  /** One level further than a column; what is found there says how much that is, if nothing said it before. */
  private indented(column: number, found: number): number {
    this.width ??= found - column;
    return column + this.width;
  }

  private open(window: TokenWindow): void {
    const { token, next } = window;
    switch (token.kind) {
      case 'block-mapping-start':
      case 'block-sequence-start': {
        const isMap = token.kind === 'block-mapping-start';
        const first = isMap ? 'key' : 'block-entry';
        if (next?.kind !== first || next.start.line !== token.start.line) throw new OutOfPlace();
        this.levels.push({ kind: isMap ? 'block-map' : 'block-list', indent: token.start.column });
        break;
      }
      case 'flow-mapping-start':
      case 'flow-sequence-start': {
        const { column, line } = next!.start;
        this.levels.push({
          kind: token.kind === 'flow-mapping-start' ? 'flow-map' : 'flow-list',
          indent: line === token.start.line ? column : this.indented(this.lineIndent, column),
          lineIndent: this.lineIndent,
        });
        break;
      }
      case 'block-entry':
        this.openItem(token, next!);
        break;
      case 'key':
        this.levels.push({ kind: 'key', indent: this.top.indent, isExplicit: token.end.index > token.start.index });
        break;
      case 'value':
        this.openValue(window);
        break;
    }
  }

  private openItem(dash: Token, next: Token): void {
    if (next.kind === 'block-entry' || next.kind === 'block-end') return;
    const { column } = dash.start;
    if (this.top.kind !== 'block-list') this.levels.push({ kind: 'block-list', indent: column, isImplicit: true });
    const isBeside = next.start.line === dash.end.line || next.start.column === column;
    this.levels.push({
      kind: 'item',
      indent: isBeside ? next.start.column : this.indented(column, next.start.column),
    });
  }

  private openValue({ token, previous, next, afterNext }: TokenWindow): void {
    const key = this.top;
    if (key.kind !== 'key') throw new OutOfPlace();
    const { line } = (previous ?? token).start;
    let value = next!;
    const isProperty = value.kind === 'anchor' || value.kind === 'tag';
    // What stands behind a property in a line of its own is what counts.
    if (isProperty && value.start.line === line && afterNext !== undefined && line < afterNext.start.line)
      value = afterNext;
    if (ENDS_VALUE.includes(value.kind)) return;
    const { column } = value.start;
    const isList = value.kind === 'block-sequence-start' || value.kind === 'block-entry';
    let indent: number;
    if (key.isExplicit === true) indent = this.indented(key.indent, column);
    else if (value.start.line === line) indent = column;
    else indent = isList ? this.listIndent(key.indent, column) : this.indented(key.indent, column);
    this.levels.push({ kind: 'value', indent });
  }

  /** Of a list that is the value of a key that is indented. */
  private listIndent(key: number, found: number): number {
    const isIndented = found !== key;
    if (this.lists === 'consistent') this.lists = isIndented;
    const isWanted = this.lists === 'whatever' ? isIndented : this.lists;
    if (!isWanted) return key;
    // Nothing has said yet how far.
    if (!isIndented && this.width === undefined) return -1;
    return this.indented(key, found);
  }

  /** Ends what the token, or the next one, ends. */
  private close({ token, next }: TokenWindow): void {
    let isUsed = false;
    for (;;) {
      const { top } = this;
      if (!isUsed && endsCollection(token.kind, top)) {
        this.levels.pop();
        isUsed = true;
      } else if (top.kind === 'item' && this.endsImplicitList(token, next)) {
        this.levels.length -= 2;
      } else if (top.kind === 'item' && (next?.kind === 'block-entry' || next?.kind === 'block-end')) {
        this.levels.pop();
      } else if (top.kind === 'value' && token.kind !== 'value' && !isPropertyOf(token)) {
        if (this.levels.at(-2)?.kind !== 'key') throw new OutOfPlace();
        this.levels.length -= 2;
      } else if (top.kind === 'key' && next !== undefined && ENDS_VALUE.includes(next.kind)) {
        // A key without a value.
        this.levels.pop();
      } else return;
    }
  }

  private endsImplicitList(token: Token, next: Token | undefined): boolean {
    const isInside = token.kind === 'block-entry' || next?.kind === 'block-entry' || isPropertyOf(token);
    return !isInside && this.levels.at(-2)?.isImplicit === true;
  }

  private checkText({ token, text }: TokenWindow, report: Report): void {
    const { start, end } = token;
    if (start.line === end.line) return;
    let expected: number | undefined;
    let line = start.line;
    for (
      let feed = text.indexOf('\n', start.index);
      feed >= 0 && feed < end.index - 1;
      feed = text.indexOf('\n', feed + 1)
    ) {
      line++;
      let indent = 0;
      while (text.charCodeAt(feed + 1 + indent) === SPACE) indent++;
      if (text.charCodeAt(feed + 1 + indent) === LINE_FEED) continue;
      expected ??= this.textIndent(token, indent);
      if (indent === expected) continue;
      report(line, indent, `the line of the text is indented by ${indent}: indent it by ${expected}`);
    }
  }

  private textIndent({ style, start }: Token, found: number): number {
    if (style === 'plain') return start.column;
    if (style !== 'literal' && style !== 'folded') return start.column + 1;
    const { top } = this;
    const around = this.levels.at(-2);
    switch (top.kind) {
      case 'item':
        return this.indented(start.column, found);
      case 'key':
        if (top.isExplicit !== true) throw new OutOfPlace();
        return this.indented(start.column, found);
      case 'value':
        if (start.line > this.lastLine) return this.indented(top.indent, found);
        return this.indented(around?.isExplicit === true ? start.column : around!.indent, found);
      default:
        return this.indented(top.indent, found);
    }
  }
}

function endsCollection(kind: TokenKind, top: Level): boolean {
  switch (kind) {
    case 'flow-sequence-end':
      return top.kind === 'flow-list';
    case 'flow-mapping-end':
      return top.kind === 'flow-map';
    case 'block-end':
      return top.kind === 'block-map' || (top.kind === 'block-list' && top.isImplicit !== true);
    default:
      return false;
  }
}

function isPropertyOf({ kind }: Token): boolean {
  return kind === 'anchor' || kind === 'tag';
}

/** The line that the last visible character of a token is in: blocks go on to the start of the line behind them. */
function lastLineOf({ token: { kind, start, end }, text }: TokenWindow): number {
  if (kind !== 'scalar') return end.line;
  let { line } = end;
  for (let index = end.index - 1; index >= start.index; index--) {
    const char = text.charCodeAt(index);
    if (char === LINE_FEED) line--;
    else if (char !== SPACE && char !== TAB && char !== RETURN) break;
  }
  return line;
}
